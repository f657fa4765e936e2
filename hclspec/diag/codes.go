package diag

// CodeDoc explains a code to a reader.
type CodeDoc struct {
	Code Code
	// Summary is a few words.
	Summary string
	// Doc is Markdown: what it means, why it is wrong, how to mend it.
	Doc string
}

// Lookup finds the explanation of a code.
func Lookup(code Code) (CodeDoc, bool) {
	for _, c := range Codes {
		if c.Code == code {
			return c, true
		}
	}
	return CodeDoc{}, false
}

// Codes are all codes there are, in order. A code is never given to another
// mistake.
var Codes = []CodeDoc{
	{"CW0001", "No configuration", "The directory does not exist, is a file, or has no file that matches `*.cw.hcl`. " +
		"`cw` reads all `*.cw.hcl` files of one directory, not of those below it, and none whose name begins with a dot. Give the right directory, or create a file such as `main.cw.hcl` in it."},
	{"CW0002", "Unreadable file", "A file can't be read: it is missing, not permitted, no regular file, larger than 16 MB, or not UTF-8 text. " +
		"Files written on Windows may be UTF-16; save them with UTF-8 encoding."},
	{"CW0003", "Unreadable .env file", "The `.env` file in the configuration directory, or the one given with `--env-file`, can't be read, or a line of it is not `NAME=value`. Mend the line that is named, or remove the file."},
	{"CW0004", "Another version of cw is needed", "The configuration says with `required_version` which versions of `cw` it works with, and the one that is running is none of them. Install one that fits, or change the constraint in the `clockwork` block."},

	{"CW0101", "Syntax error", "The text is not HCL: a bracket or quote is missing, an argument has no value, or a character does not belong there. The place is where reading had to stop; the cause is there or just before it."},
	{"CW0102", "Unknown block", "A block stands where the language has none of that name. Check the spelling, and whether the block belongs to another level: `assert` stands in a resource, `variable` at the top level of a file."},
	{"CW0103", "Unknown argument", "A block has an argument that it does not take. Check the spelling; the message offers the nearest name, or lists those there are."},
	{"CW0104", "Duplicate definition", "Something that may be there once is there twice: a variable, local, output, resource or composite of the same name, or an argument or block that can't be repeated. All files of a directory are one configuration, so the other one may stand in another file; the message names it."},
	{"CW0105", "Not supported yet", "The word is part of the language, but this version of `cw` does not have it yet. The message says what to write meanwhile."},
	{"CW0106", "Invalid name or labels", "A block has too many or too few labels, or a name that can't be used in a reference. A name begins with a letter or `_` and has only letters, digits, `_` and `-` in it."},
	{"CW0107", "Unresolved merge conflict", "git left both versions of some lines in a file, between lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`. Keep the right version and remove these lines. (A text that needs such lines can stand in an indented heredoc, `<<-EOT`.)"},
	{"CW0108", "Invalid argument form", "An argument is written in a form that it can't have: a reference in quotes, a block with an equals sign, a value in brackets or without, or an expression where a plain value is needed."},
	{"CW0109", "Module can't be used", "The `source` of a module block is not one that `cw` takes, leads nowhere, or leads out of the directory that the module may not leave. A source is a directory written relative to the file's own (`./web`), or a git address (`git::https://example.com/web.git//sub?ref=v1.2.0`). A module that was called may only call directories of its own package: of the same checkout, or below the directory that the root configuration called."},
	{"CW0110", "Module not fetched", "A module stands in a git repository, and its files are not on this machine yet, or could not be had. `cw complete`, `cw plan` and `cw apply` fetch it and pin its commit in `clockwork.lock.hcl`; `cw validate` touches no network and uses what was fetched before."},

	{"CW0201", "Unknown resource type", "There is no resource type of that name. The message offers the nearest, or lists those there are."},
	{"CW0202", "Unknown reference", "An expression, `connect` or `depends_on` names something that does not exist. A name is looked up in its composite first and then outwards. The message offers the nearest names."},
	{"CW0203", "Cycle", "Resources, or locals, need each other in a circle, so none can come first; or a module calls itself, directly or through others. The message prints the whole circle with the place of each edge; one of them has to go."},
	{"CW0204", "Unknown attribute", "The resource exists but has no such attribute. The message offers the nearest, or lists those there are: what can be set, and what a deployment gives."},
	{"CW0205", "Unknown variable", "An expression names a variable or a local that the configuration does not have; or a value was given for such a variable, on the command line or in a file of values. Check the spelling, or add a `variable` block or a line in `locals`."},

	{"CW0301", "Wrong type", "A value is of a type that its place can't take, such as a list for a number. The message says which type is needed."},
	{"CW0302", "Invalid value", "A value has the right type but can't be used: a port above 65535, a mode that is no octal number, an image name with spaces. The message says what would be valid."},
	{"CW0303", "Missing value", "A block lacks an argument that it can't do without, and that nobody but its author can give."},
	{"CW0304", "Conflicting claim", "Two resources want something that only one can have: the same host port, container name or file. Change one of the two; the message names both."},
	{"CW0305", "Evaluation failed", "An expression can't be computed: a function refused its arguments, an index is out of range, a value is null where it may not be."},
	{"CW0306", "Invalid variable value", "The value given for a variable does not have the variable's type, or one of its validations does not hold."},
	{"CW0307", "Variable without value", "A variable has no default and nobody gave a value. Give it with `--var NAME=VALUE`, in a `.cwvars` file or as `CW_VAR_NAME`, or write a `default`."},
	{"CW0308", "Invalid count, for_each or enabled", "How many there are of a resource or a group can't be told: `count` is no whole number, `for_each` is a list, or the value is sensitive, null, or known only after deployment. Use what the configuration itself says."},
	{"CW0309", "Too large", "A few lines ask for more than a computer should hold: instances by the ten thousand, loops in loops, values that double with each name, resources that all need all others. The message names the limit; a configuration that a person looks after stays far below it."},
	{"CW0310", "Contradictory refactoring", "A `moved` or `removed` block says of something that it is no longer here, and it still is, or that it became something that it can't become. Take the block out, or what it speaks of."},
	{"CW0311", "Can't be deployed here", "The configuration is right, but this machine or this version of `cw` can't deploy that type of resource. The message says what is needed."},

	{"CW0401", "Nobody can fill this", "A resource lacks a value that it needs, and neither the lock file, nor the catalogue, nor a model can give it. Set the value, name a known product in the description, or configure a model with `CW_API_KEY`."},
	{"CW0402", "Unreadable lock file", "`clockwork.lock.hcl` is damaged, or of a version that this `cw` does not know. It is never rebuilt silently: mend the line that is named, take the committed version, or remove the file and run `cw complete`."},
	{"CW0403", "Lock missing or stale", "Under `--locked`, and where `CI` is set, every completed value has to stand in the lock file and fit the configuration. Run `cw complete` and commit `clockwork.lock.hcl`."},
	{"CW0404", "Value refused", "A value that no author wrote, from the lock file, the catalogue or a model, would do what only an author may ask for: privileges, host paths outside of the directory, an image of another registry. Write it into the configuration if it is wanted."},
	{"CW0405", "Model request failed", "The model's server can't be reached, refused the request, or answered nothing that can be used. The message has the cause. Nothing was deployed, and what was completed before is in the lock file."},
	{"CW0406", "Invalid lock entry", "A value in `clockwork.lock.hcl` does not fit its attribute. Mend it by hand, or remove the entry and run `cw complete` to have it filled again."},
	{"CW0407", "Connection variable left out", "A container connects to another, but a variable that it could have got from that can't be told: two targets would give the same one, or a part of it is known only after deployment. Set the variable in `env`."},

	{"CW0501", "State locked", "Another run works on the same stack, and two at once would spoil its state. Wait for it to end; the message says who holds the lock."},
	{"CW0502", "Unreadable state", "The file with what is deployed is damaged, or was written by a newer version of `cw`. Its backup stands beside it."},
	{"CW0503", "Wrong passphrase", "The secrets in the state were encrypted with another passphrase. Set `CW_PULUMI_CONFIG_PASSPHRASE` to the one that they were stored with."},
	{"CW0504", "Container engine unreachable", "No Docker engine answers at the address given. Start it, check that you may use its socket, or set `host` in the `provider \"docker\"` block or `DOCKER_HOST`."},
	{"CW0505", "Resource failed", "A resource could not be created, changed or removed. What was done before stays and is in the state, so a second run goes on from there."},

	{"CW0601", "Unknown assertion", "There is no assertion of that kind for that type of resource. The message lists those there are."},
	{"CW0602", "Assertion failed", "What is deployed does not do what the assertion says. The message has what was expected, what was seen last, and how long was waited."},
	{"CW0603", "Invalid assertion", "An assertion lacks an argument, or has one that can't be used."},
	{"CW0604", "Condition does not hold", "A `precondition` of a resource is false, so it is not deployed; or a `postcondition` is false once it is. The message is the author's own, if the block has one."},
}
