package probe

import "github.com/clockwork-hcl/cw/schema"

// General are the assertion kinds that need no resource: they look at the
// network as anybody does.
var General = []schema.Probe{Healthcheck, PortAccessible, ResponseTime, DNSResolves, TLSCertificate}
