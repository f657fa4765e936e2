package dockercontainer

import (
	"fmt"
	"math/big"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// Summaries, one per kind of mistake.
const (
	summaryImage       = "Invalid image"
	summaryName        = "Invalid container name"
	summaryPort        = "Invalid port"
	summaryEnv         = "Invalid environment variable"
	summaryVolume      = "Invalid volume"
	summaryHealthcheck = "Invalid health check"
	summaryNetwork     = "Invalid network"
	summaryRestart     = "Invalid restart policy"
	summarySize        = "Invalid size"
	summaryCPUs        = "Invalid number of CPUs"
	summaryHostname    = "Invalid host name"
	summaryCapability  = "Unknown capability"
	summaryHost        = "Invalid host entry"
	summaryTmpfs       = "Invalid tmpfs mount"
	summarySignal      = "Invalid signal"
	summarySeconds     = "Invalid number of seconds"
	summaryUpload      = "Invalid upload"
	summaryGPUs        = "Invalid GPUs"
	summaryUlimit      = "Invalid ulimit"
	summaryLog         = "Invalid log settings"
	summaryPath        = "Invalid path"
	summaryUser        = "Invalid user"
	summaryCommand     = "Invalid command"
	summaryConflict    = "Attributes contradict each other"
)

type check = func(cty.Value) *schema.Problem

func problem(path, summary string, err error) *schema.Problem {
	if err == nil {
		return nil
	}
	return dockerengine.Problem(path, summary, err)
}

// oneString checks a string.
func oneString(name, summary string, f func(string) error) check {
	return func(v cty.Value) *schema.Problem { return problem(name, summary, f(v.AsString())) }
}

// eachString checks the known elements of a list of strings; null has no
// place in one.
func eachString(name, summary string, f func(string) error) check {
	return func(v cty.Value) *schema.Problem {
		for i, e := range v.AsValueSlice() {
			at := fmt.Sprintf("%s[%d]", name, i)
			if !e.IsKnown() {
				continue
			}
			if e.IsNull() {
				return problem(at, summary, fmt.Errorf("an element of %s is null; take it out of the list", name))
			}
			if p := problem(at, summary, f(e.AsString())); p != nil {
				return p
			}
		}
		return nil
	}
}

// eachEntry checks the entries of a map of strings, in key order. An unknown
// or null value is "".
func eachEntry(name, summary string, f func(key, value string) error) check {
	return func(v cty.Value) *schema.Problem {
		for it := v.ElementIterator(); it.Next(); {
			key, value := it.Element()
			text := ""
			if value.IsKnown() && !value.IsNull() {
				text = value.AsString()
			}
			if p := problem(name+"."+key.AsString(), summary, f(key.AsString(), text)); p != nil {
				return p
			}
		}
		return nil
	}
}

func checkPort(s string) error { _, err := ParsePort(s); return err }

func checkVolume(s string) error { _, err := ParseVolume(s); return err }

func checkRestart(s string) error { _, _, err := ParseRestart(s); return err }

func checkExtraHost(s string) error { _, _, err := ParseHost(s); return err }

func checkCPUs(s string) error { _, err := ParseCPUs(s); return err }

func checkGPUs(s string) error { _, err := deviceRequests(s); return err }

func checkMemory(s string) error {
	n, err := Megabytes(s)
	if err == nil && n < 6 {
		return fmt.Errorf("%q is too little memory; an engine gives no less than \"6m\"", s)
	}
	return err
}

func checkShm(s string) error {
	n, err := Megabytes(s)
	if err == nil && n < 1 {
		return fmt.Errorf("%q is nothing; leave the line out for the engine's 64m", s)
	}
	return err
}

func checkName(s string) error { return dockerengine.CheckName("container", s) }

func checkNetwork(s string) error { return dockerengine.CheckName("network", s) }

func checkEnv(name, value string) error {
	if err := notation.EnvName(name); err != nil {
		return err
	}
	if strings.ContainsRune(value, 0) {
		return fmt.Errorf("the value of %s holds a NUL character, which no environment variable can", name)
	}
	return nil
}

var signalName = regexp.MustCompile(`^(SIG)?[A-Z][A-Z0-9]*([+-][0-9]+)?$|^[1-9][0-9]?$`)

func checkSignal(s string) error {
	if !signalName.MatchString(s) {
		return fmt.Errorf("%q is not a signal; write one like \"SIGTERM\" or \"SIGQUIT\"", s)
	}
	return nil
}

func checkUser(s string) error {
	if s == "" || strings.ContainsAny(s, " \t\n") || strings.Count(s, ":") > 1 {
		return fmt.Errorf("%q is not a user; write a name or number, with a group after : if wanted, like \"1000:1000\"", s)
	}
	return nil
}

// checkWord: an argument ends at a NUL.
func checkWord(s string) error {
	if strings.ContainsRune(s, 0) {
		return fmt.Errorf("%q holds a NUL character, which no argument of a program can", s)
	}
	return nil
}

func checkTmpfs(target, _ string) error {
	if path.Clean(target) == "/" {
		return fmt.Errorf("nothing can be mounted over the container's /; name a directory inside")
	}
	return notation.AbsolutePath(target)
}

func checkSeconds(v cty.Value) *schema.Problem {
	f := v.AsBigFloat()
	if n, exact := f.Int64(); exact == big.Exact && n >= 0 && n <= 86400 {
		return nil
	}
	return problem("stop_timeout", summarySeconds, fmt.Errorf("%s is not a number of seconds from 0 to 86400; write a whole number like 30", f.Text('g', 10)))
}

// capabilities are Linux's, without CAP_.
var capabilities = strings.Fields(`ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN
	DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE
	MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT
	SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM`)

func checkCapability(s string) error {
	if !slices.Contains(capabilities, capName(s)) {
		return fmt.Errorf("%q is not a Linux capability; they are named like NET_ADMIN or SYS_TIME", s)
	}
	return nil
}

func checkHealthcheck(v cty.Value) *schema.Problem {
	if p := checkTest(v.GetAttr("test")); p != nil {
		return p
	}
	for _, name := range []string{"interval", "timeout", "start_period"} {
		d := v.GetAttr(name)
		if d.IsNull() || !d.IsKnown() {
			continue
		}
		if _, err := notation.Duration(d.AsString()); err != nil {
			return problem("healthcheck."+name, summaryHealthcheck, err)
		}
	}
	retries := v.GetAttr("retries")
	if retries.IsNull() || !retries.IsKnown() {
		return nil
	}
	if n, exact := retries.AsBigFloat().Int64(); exact != big.Exact || n < 1 || n > 1000 {
		return problem("healthcheck.retries", summaryHealthcheck, fmt.Errorf("%s is not a number of tries; write a whole number like 3", retries.AsBigFloat().Text('g', 10)))
	}
	return nil
}

func checkTest(test cty.Value) *schema.Problem {
	const at = "healthcheck.test"
	const forms = `write test = ["CMD", "curl", "-f", "http://localhost/"], test = ["CMD-SHELL", "pg_isready -U app"], or test = ["NONE"] to switch the image's off`
	if test.IsNull() {
		return problem(at, summaryHealthcheck, fmt.Errorf("a health check needs its test; %s", forms))
	}
	if !test.IsWhollyKnown() {
		return nil
	}
	var words []string
	for _, e := range test.AsValueSlice() {
		if e.IsNull() {
			return problem(at, summaryHealthcheck, fmt.Errorf("an element of test is null; take it out of the list"))
		}
		words = append(words, e.AsString())
	}
	switch {
	case len(words) == 0:
		return problem(at, summaryHealthcheck, fmt.Errorf("the test is empty; %s", forms))
	case !slices.Contains([]string{"CMD", "CMD-SHELL", "NONE"}, words[0]):
		return problem(at, summaryHealthcheck, fmt.Errorf("the first word of test is %q; it has to say how the rest is run: %s", words[0], forms))
	case words[0] != "NONE" && len(words) == 1:
		return problem(at, summaryHealthcheck, fmt.Errorf("after %q the test says nothing to run; %s", words[0], forms))
	case words[0] == "CMD-SHELL" && len(words) > 2:
		return problem(at, summaryHealthcheck, fmt.Errorf("CMD-SHELL takes one line for the shell, not %d words; join them, or use CMD", len(words)-1))
	}
	return nil
}

// eachBlock checks nested blocks.
func eachBlock(name string, f func(at string, block cty.Value) *schema.Problem) check {
	return func(v cty.Value) *schema.Problem {
		for i, b := range v.AsValueSlice() {
			if !b.IsWhollyKnown() || b.IsNull() {
				continue
			}
			if p := f(fmt.Sprintf("%s[%d]", name, i), b); p != nil {
				return p
			}
		}
		return nil
	}
}

func checkUpload(at string, b cty.Value) *schema.Problem {
	if err := notation.AbsolutePath(b.GetAttr("path").AsString()); err != nil {
		return problem(at+".path", summaryUpload, err)
	}
	content, source := !b.GetAttr("content").IsNull(), !b.GetAttr("source").IsNull()
	if content == source {
		return problem(at, summaryUpload, fmt.Errorf("an upload needs either content (the text itself) or source (a file of yours), and not both"))
	}
	mode := b.GetAttr("mode")
	if mode.IsNull() {
		return nil
	}
	if _, err := (wireUpload{File: b.GetAttr("path").AsString(), Permissions: mode.AsString()}).mode(); err != nil {
		return problem(at+".mode", summaryUpload, err)
	}
	return nil
}

var ulimits = strings.Fields("core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack")

func checkUlimit(at string, b cty.Value) *schema.Problem {
	name := b.GetAttr("name").AsString()
	if !slices.Contains(ulimits, name) {
		return problem(at+".name", summaryUlimit, fmt.Errorf("%q is not a limit; they are %s", name, strings.Join(ulimits, ", ")))
	}
	soft, hard := b.GetAttr("soft").AsBigFloat(), b.GetAttr("hard").AsBigFloat()
	unlimited := big.NewFloat(-1)
	if !soft.IsInt() || !hard.IsInt() || soft.Cmp(unlimited) < 0 || hard.Cmp(unlimited) < 0 {
		return problem(at, summaryUlimit, fmt.Errorf("soft and hard are whole numbers, or -1 for no limit"))
	}
	if hard.Cmp(unlimited) != 0 && (soft.Cmp(hard) > 0 || soft.Cmp(unlimited) == 0) {
		return problem(at, summaryUlimit, fmt.Errorf("the soft limit of %s is above the hard one; soft is at most hard", name))
	}
	return nil
}

func checkLog(v cty.Value) *schema.Problem {
	if n := v.LengthInt(); n > 1 {
		return problem("log", summaryLog, fmt.Errorf("there are %d log blocks; a container has one log, so join them", n))
	}
	for _, b := range v.AsValueSlice() {
		d := b.GetAttr("driver")
		if d.IsKnown() && !d.IsNull() && (d.AsString() == "" || strings.ContainsAny(d.AsString(), " \t")) {
			return problem("log[0].driver", summaryLog, fmt.Errorf("%q is not a log driver; the usual ones are json-file, local, journald, syslog and none", d.AsString()))
		}
	}
	return nil
}
