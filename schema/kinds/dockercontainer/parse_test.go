package dockercontainer

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/notation"
)

func TestParsePort(t *testing.T) {
	tests := []struct{ in, want string }{
		{"80", "[80]"},
		{"8080:80", "[8080:80]"},
		{"127.0.0.1:8080:80", "[127.0.0.1:8080:80]"},
		{"127.0.0.1::80", "[127.0.0.1::80]"},
		{"[::1]:8080:80", "[[::1]:8080:80]"},
		{"[0:0::1]:8080:80", "[[::1]:8080:80]"},
		{"53:53/UDP", "[53:53/udp]"},
		{"0:80", "[80]"},
		{"8000-8002:9000-9002", "[8000:9000 8001:9001 8002:9002]"},
		{"9000-9001/sctp", "[9000/sctp 9001/sctp]"},
		{"", "! lacks the container port"},
		{"http", "! the container port \"http\" is not a number"},
		{"80:", "! lacks the container port"},
		{":80", "! is not a port"},
		{"80:80:80:80", "! is not a port"},
		{"70000:80", "! the host port 70000 is out of range"},
		{"80:99999999999", "! out of range"},
		{"::1:8080:80", "! write \"[::1]:8080:80\""},
		{"fe80::1:80:443/udp", "! write \"[fe80::1]:80:443\""},
		{"8000-8005:80-85", "[8000:80 8001:81 8002:82 8003:83 8004:84 8005:85]"},
		{"127.0.0.1:53-54:53-54/udp", "[127.0.0.1:53:53/udp 127.0.0.1:54:54/udp]"},
		{"8000-8005:80-84", "! has 6 ports and the container range 5"},
		{"8000-:80", "! lacks the host port"},
		{"0-1:80-81", "! both need the same number"},
		{"1-65536", "! out of range"},
		{"80/", "! the protocol after / is \"\""},
		{"53:53/udp/tcp", "! the protocol after /"},
		{"80:0", "! a container port goes from 1 to 65535"},
		{"-1:80", "! lacks the host port"},
		{"+80", "! is not a number"},
		{"80/icmp", "! the protocol after / is \"icmp\""},
		{"8000-8002:80", "! the host range has 3 ports and the container range 1"},
		{"8002-8000:80-82", "! the host range 8002-8000 runs backwards"},
		{"localhost:8080:80", "! \"localhost\" is not an IP address"},
		{"fe80::1%eth0:80:80", "! "},
		{"[::1:8080:80", "! must end with ]:"},
		{" 80", "! is not a number"},
	}
	for _, test := range tests {
		ports, err := ParsePort(test.in)
		expect(t, test.in, fmt.Sprint(ports), err, test.want)
	}
}

// expect compares a result, or with ! in front a part of the error.
func expect(t *testing.T, in, got string, err error, want string) {
	t.Helper()
	if part, fails := strings.CutPrefix(want, "! "); fails {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q gives %s, %v; want an error with %q", in, got, err, part)
		}
		return
	}
	if err != nil || got != want {
		t.Errorf("%q gives %s, %v; want %s", in, got, err, want)
	}
}

func TestParseVolume(t *testing.T) {
	tests := []struct{ in, want string }{
		{"data:/var/lib", "{data  /var/lib false}"},
		{"data:/var/lib/:ro", "{data  /var/lib true}"},
		{"/srv:/in:rw", "{ /srv /in false}"},
		{"./site:/in", "{ ./site /in false}"},
		{"../site:/in:ro", "{ ../site /in true}"},
		{".:/in", "{ . /in false}"},
		{"/in", "{  /in false}"},
		{`C:\data:/in`, `{ C:\data /in false}`},
		{"data", "! must start with /"},
		{"data:in", "! must start with /"},
		{"data:/", "! nothing can be mounted over"},
		{"data:/in:z", "! chcon"},
		{"data:/in:ro,Z", "! can't pass \"Z\" on"},
		{"data:/in:nocopy", "! docker_volume"},
		{"data:/in:cached", "{data  /in false}"},
		{"data:/in:ro,delegated", "{data  /in true}"},
		{"data:/in:ro,rw", "! both ro and rw"},
		{"data:/in:readonly", "! \"readonly\" at the end is not known; it can be ro or rw"},
		{`./site:C:\in`, `! containers run Linux`},
		{`C:\data:C:/in:ro`, `! containers run Linux`},
		{`.\site\html:/in`, `! as in "./site/html:/in"`},
		{":/in", "! is not a volume"},
		{"", "! must start with /"},
		{"a:/in", "! is not a volume's name: at least two letters"}, {"a:/in:z", "! chcon"}, {"a:/in:ro", "! is not a volume's name"}, {`C:\data`, "! must start with /"}, {"_a:/in", "! is not a volume's name"},
		{"site/html:/in", "! write \"./site/html:/in\""},
		{"~/site:/in", "! pathexpand(\"~/site\")"},
		{"my data:/in", "! is not a volume's name"},
		{"a:b:c:d", "! is not a volume"},
	}
	for _, test := range tests {
		v, err := ParseVolume(test.in)
		expect(t, test.in, fmt.Sprint(v), err, test.want)
	}
}

func TestSizes(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"512m", "512"}, {"1g", "1024"}, {"1.5G", "1536"}, {"2048k", "2"}, {"512MiB", "512"},
		{"512", "! write the unit"}, {"1500k", "! write \"2m\""}, {"much", "! is not a size"}, {"-5m", "! is not a size"}, {"", "! is not a size"},
	} {
		n, err := Megabytes(test.in)
		expect(t, test.in, fmt.Sprint(n), err, test.want)
	}
}

func TestDurations(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"5s", "5s"}, {"60s", "1m"}, {"90s", "1m30s"}, {"3600s", "1h"}, {"1h0m5s", "1h0m5s"}, {"10h", "10h"}, {"20m", "20m"}, {"0s", "0s"}, {"1500ms", "1.5s"},
		{"5", "! write \"5s\""}, {"soon", "! is not a duration"}, {"-1s", "! too short"}, {"5ns", "! too short"},
	} {
		d, err := notation.Duration(test.in)
		expect(t, test.in, formatDuration(d), err, test.want)
	}
}

func TestRestart(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"no", "no 0"}, {"always", "always 0"}, {"on-failure:3", "on-failure 3"}, {"unless-stopped", "unless-stopped 0"},
		{"never", "! it can be no, always"}, {"always:3", "! only on-failure takes"}, {"on-failure:0", "! only on-failure takes"}, {"", "! is not a restart policy"},
	} {
		policy, n, err := ParseRestart(test.in)
		expect(t, test.in, fmt.Sprint(policy, " ", n), err, test.want)
	}
}

func TestHosts(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"db:10.0.0.1", "db=10.0.0.1"}, {"db:fd00::1", "db=fd00::1"}, {"db:[fd00::1]", "db=fd00::1"}, {"host:host-gateway", "host=host-gateway"},
		{"db", "! is not a host entry"}, {"db:web", "! is not an IP address"}, {":10.0.0.1", "! is not a host entry"},
	} {
		name, address, err := ParseHost(test.in)
		expect(t, test.in, name+"="+address, err, test.want)
	}
}

func TestCPUs(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"0.5", "0.5"}, {"2", "2"}, {"1.50", "1.5"}, {"0.333", "0.333"},
		{"half", "! is not a number of CPUs"}, {"0", "! is not a number of CPUs"}, {"-1", "! is not a number of CPUs"}, {"NaN", "! is not a number of CPUs"},
	} {
		n, err := ParseCPUs(test.in)
		expect(t, test.in, formatCPUs(n), err, test.want)
	}
}

func TestImages(t *testing.T) {
	digest := "sha256:" + strings.Repeat("a", 64)
	for _, test := range []struct{ in, want string }{
		{"nginx", ""}, {"nginx:1.27", ""}, {"registry.example.com:5000/team/app:1.0", ""}, {"nginx@" + digest, ""}, {digest, ""}, {"nginx:RC1", ""},
		{"", "! the image is empty"}, {"Nginx:RC1", "! write \"nginx:RC1\""}, {"nginx :1", "! white space"}, {"nginx\n", "! white space"},
		{"https://hub.docker.com/nginx", "! is a URL"}, {"nginx:", "! \"\" can't be a tag"}, {"nginx@sha256:abc", "! is no digest"}, {"-nginx", "! is not an image"},
		{"nginx:" + strings.Repeat("a", 129), "! can't be a tag"}, {"nginx:a:b", "! can't be a name"}, {"a.example:x/team/app", "! \"x\" is not a registry's port"},
		{strings.Repeat("a/", 150) + "a", "! too long"}, {"a//b", "! is empty"}, {"a/", "! no name"}, {":1.27", "! no name"},
		{"a.example:5000/Team/App:V1@" + digest, "! write \"a.example:5000/team/app:V1@" + digest},
		{"localhost/app", ""}, {"127.0.0.1:5000/app@" + digest, ""}, {digest[7:], ""},
	} {
		expect(t, test.in, "", dockerengine.CheckImage(test.in), test.want)
	}
}

func FuzzParsePort(f *testing.F) {
	for _, s := range []string{"80", "8080:80", "127.0.0.1:8080:80", "[::1]::80/udp", "1-3:4-6/sctp", "0:0", "::", "[", "-", "1-65535"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ports, err := ParsePort(s)
		if (err == nil) != (len(ports) > 0) {
			t.Fatalf("%d ports and %v", len(ports), err)
		}
		for _, p := range ports {
			if p.Internal < 1 || p.Internal > 65535 || p.External < 0 || p.External > 65535 {
				t.Fatalf("%+v is out of range", p)
			}
			again, err := ParsePort(p.String())
			if err != nil || len(again) != 1 || again[0] != p {
				t.Fatalf("%+v is written %q, which reads as %+v, %v", p, p.String(), again, err)
			}
		}
	})
}

func FuzzParseVolume(f *testing.F) {
	for _, s := range []string{"data:/in", "/host:/in:ro", "./a:/b", "/in", `C:\a:/b`, ":", "::", "a:/..", "~:/x", "..:/x:rw"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseVolume(s)
		if err != nil {
			return
		}
		if v.Name != "" && v.Host != "" || !strings.HasPrefix(v.Target, "/") || v.Target == "/" {
			t.Fatalf("%q reads as %+v", s, v)
		}
		bind := v.Name + v.Host + ":" + v.Target
		if v.Name+v.Host == "" {
			bind = v.Target
		}
		if v.ReadOnly {
			bind += ":ro"
		}
		if again, err := ParseVolume(bind); err != nil || again != v {
			t.Fatalf("%+v is written %q, which reads as %+v, %v", v, bind, again, err)
		}
	})
}

func FuzzSmallForms(f *testing.F) {
	for _, s := range []string{"512m", "1.5g", "5s", "1h0m5s", "on-failure:3", "db:fd00::1", "0.5", "nginx:1.27", "-1", "NaN", "1e400"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := Megabytes(s); err == nil && n < 1 {
			t.Errorf("%q is %d MB", s, n)
		}
		if d, err := notation.Duration(s); err == nil {
			if again, err := notation.Duration(formatDuration(d)); err != nil || again != d {
				t.Errorf("%q is written %q", s, formatDuration(d))
			}
		}
		if n, err := ParseCPUs(s); err == nil {
			if again, err := ParseCPUs(formatCPUs(n)); err != nil || again != n {
				t.Errorf("%q is written %q", s, formatCPUs(n))
			}
		}
		_, _, _ = ParseRestart(s)
		_, _, _ = ParseHost(s)
		_ = dockerengine.CheckImage(s)
	})
}

// Normal form is one: normalising again changes nothing, whatever came in.
func FuzzNormalise(f *testing.F) {
	f.Add(`{"image":"a","ports":[{"internal":80,"protocol":"TCP"},{"internal":80}],"envs":["A=1","A=2"],"capabilities":{"adds":["cap_chown"]}}`)
	f.Add(`{"healthcheck":{"tests":["NONE"],"interval":"60s"},"volumes":[{"containerPath":"/a//"}],"cpus":"1.0","networksAdvanced":[{"name":"b"},{"name":"a","aliases":["y","x","x"]}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		var m map[string]any
		if json.Unmarshal([]byte(s), &m) != nil {
			return
		}
		w, _, err := decode(resource.NewPropertyMapFromMap(m))
		if err != nil {
			return
		}
		once := dockerengine.Encode(w.normalise())
		again, _, err := decode(once)
		if err != nil || !dockerengine.Encode(again.normalise()).DeepEquals(once) {
			t.Errorf("%v, %v", once, err)
		}
	})
}
