// Command box is the only program of the test image: it serves, checks, sleeps
// and ends as it is told.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	args := append(os.Args[1:], "", "")
	switch args[0] {
	case "serve":
		serve(args[1])
	case "check":
		check(args[1])
	case "sleep":
		fmt.Println("sleeping")
		untilStopped()
	case "exit":
		code, _ := strconv.Atoi(args[1])
		fmt.Fprintln(os.Stderr, strings.Join(os.Args[min(3, len(os.Args)):], " "))
		os.Exit(code)
	case "env":
		fmt.Println(os.Getenv(args[1]))
	case "leak":
		fmt.Println("connecting with " + os.Getenv("DATABASE_URL"))
		os.Exit(3)
	case "cat":
		cat(args[1])
	case "rm":
		must(os.Remove(args[1]))
	case "resolve":
		found, err := net.LookupHost(args[1])
		must(err)
		fmt.Println(strings.Join(found, " "))
	default:
		must(fmt.Errorf("box: unknown command %q", args[0]))
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers on a port, by default 80; with the file /sick it answers 503.
func serve(port string) {
	if port == "" {
		port = "80"
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		if _, err := os.Stat("/sick"); err == nil {
			http.Error(w, "sick", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "fine")
	})
	l, err := net.Listen("tcp", ":"+port)
	must(err)
	fmt.Println("listening on " + port)
	go func() { must(http.Serve(l, nil)) }()
	untilStopped()
}

// untilStopped handles the signals, which a first process ignores otherwise.
func untilStopped() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT)
	fmt.Println("ended by", <-c)
}

func check(url string) {
	if url == "" {
		url = "http://127.0.0.1/"
	}
	client := http.Client{Timeout: time.Second}
	r, err := client.Get(url)
	must(err)
	body, _ := io.ReadAll(r.Body)
	fmt.Print(string(body))
	if r.StatusCode != http.StatusOK {
		os.Exit(1)
	}
}

func cat(name string) {
	info, err := os.Stat(name)
	must(err)
	text, err := os.ReadFile(name)
	must(err)
	fmt.Printf("%o %s\n", info.Mode().Perm(), text)
}
