# Clockwork in Go. The targets:
#
#   make demo        build cw, then apply, apply again and destroy examples/quickstart
#   make test        all tests; what needs a Docker engine says so where none answers
#   make build       bin/cw
#   make install     cw into $(go env GOPATH)/bin
#   make check       what CI runs: lint, tests, race detector, demo, generated files, fuzz
#   make lint        gofmt, go vet, staticcheck, the layers of the house, function length
#   make bench       the promised figures, measured on this machine (BENCHFLAGS=-quick)
#   make fuzz        every fuzz target for a while (FUZZTIME=20000x)
#   make generate    the generated files
#   make golden      the golden files of the tests
#   make images      the container images of tests and examples, from Debian's packages
#
# Needs Go and git; a Docker engine for tests and examples with containers.
# CW_REQUIRE_ENGINE=1 makes the lack of an engine a failure.

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test build install check lint bench fuzz generate golden images race

VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null | sed 's/^v//')
LDFLAGS     := -s -w -X github.com/clockwork-hcl/cw/cmd/cw/internal/cli.version=$(or $(VERSION),0.0.0-dev)
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# A count, not a time: at the end of a time Go may report its own deadline as a
# failure (go.dev/issue/48157).
FUZZTIME    ?= 20000x
TESTFLAGS   ?=
BENCHFLAGS  ?=

# Programs and helpers under testdata, which ./... leaves out.
TOOLS    := $(shell find testdata -name '*.go' -exec dirname {} + | sort -u | sed 's,^,./,')
# The example's services are a module of their own.
SERVICES := examples/connected-services/services

help:
	@awk '!/^#/ { exit } { sub(/^# ?/, ""); print }' Makefile

build:
	@mkdir -p bin
	go build -trimpath -ldflags '$(LDFLAGS)' -o bin/cw ./cmd/cw

install:
	go install -trimpath -ldflags '$(LDFLAGS)' ./cmd/cw

demo: build
	@examples/quickstart/demo.sh bin/cw

test:
	@go test -json $(TESTFLAGS) ./... $(TOOLS) | go run ./testdata/summary

race:
	@$(MAKE) --no-print-directory test TESTFLAGS='-race $(TESTFLAGS)'

lint:
	@unformatted=$$(gofmt -l $$(find . -name '*.go' -not -path './.git/*')); \
	if [ -n "$$unformatted" ]; then echo "not in gofmt form:"; echo "$$unformatted"; exit 1; fi
	go vet ./... $(TOOLS)
	cd $(SERVICES) && go vet ./...
	go run $(STATICCHECK) ./... $(TOOLS)
	go test -count=1 -run 'TestLayers|TestFunctionLength' ./cmd/cw

bench: build
	go run ./testdata/bench -cw bin/cw $(BENCHFLAGS)

fuzz:
	@grep -rnoE '^func Fuzz[A-Za-z0-9_]+' --include='*_test.go' . | while IFS=: read -r file _ name; do \
	  go test -run='^$$' -fuzz="^$${name#func }$$" -fuzztime=$(FUZZTIME) -fuzzminimizetime=5x "$$(dirname "$$file")"; \
	done

generate:
	go generate ./...

golden:
	@grep -rlE 'flag\.Bool\("update"' --include='*_test.go' . | xargs -r -n1 dirname | sort -u | while read -r dir; do \
	  go test -count=1 "$$dir" -update; \
	done

images:
	testdata/images/build

check:
	.ci/run
