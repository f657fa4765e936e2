// Command tiny is all that cw-test/tiny:1 holds: a server that starts in no
// time, needs nothing, and goes at the first signal.
//
//	tiny              answers HTTP on port 80 (or $PORT)
//	tiny fail N       exits with status N
//	tiny check        exits 0 when the server in this container answers
//	tiny echo WORDS   prints the words
//
// Every mode but the server exits at once. The server writes its environment
// variables' names, not their values, to /env, and "hello" everywhere else.
package main

import (
	"cmp"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	os.Exit(run(os.Args[1:], ":"+cmp.Or(os.Getenv("PORT"), "80")))
}

func run(args []string, address string) int {
	if len(args) == 0 {
		return serve(address)
	}
	switch args[0] {
	case "fail":
		return status(args[1:])
	case "check":
		return check("http://127.0.0.1" + address)
	case "echo":
		fmt.Println(strings.Join(args[1:], " "))
		return 0
	}
	fmt.Fprintf(os.Stderr, "tiny: unknown word %q\n", args[0])
	return 2
}

func serve(address string) int {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "hello") })
	http.HandleFunc("/env", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, strings.Join(names(os.Environ()), "\n")) })
	failed := make(chan error, 1)
	go func() { failed <- http.ListenAndServe(address, nil) }()
	fmt.Println("listening on", address)
	select {
	case <-stop:
		return 0
	case err := <-failed:
		fmt.Fprintln(os.Stderr, "tiny:", err)
		return 1
	}
}

func names(environ []string) []string {
	var all []string
	for _, kv := range environ {
		name, _, _ := strings.Cut(kv, "=")
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func status(args []string) int {
	if len(args) == 1 {
		if n, err := strconv.Atoi(args[0]); err == nil {
			return n
		}
	}
	fmt.Fprintln(os.Stderr, "tiny: fail needs a number")
	return 2
}

func check(url string) int {
	response, err := http.Get(url)
	if err != nil {
		fmt.Fprintln(os.Stderr, "tiny:", err)
		return 1
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 1
	}
	return 0
}
