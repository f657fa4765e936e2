package functions

import (
	"math/big"
	"net"
	"strings"

	"github.com/apparentlymart/go-cidr/cidr"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

func networkFunctions() map[string]bounded {
	subnets := function.New(&function.Spec{
		Params:       []function.Parameter{text("prefix")},
		VarParam:     new(number("newbits")),
		Type:         function.StaticReturnType(cty.List(cty.String)),
		RefineResult: notNull,
		Impl:         func(args []cty.Value, _ cty.Type) (cty.Value, error) { return cidrSubnets(args) },
	})
	return map[string]bounded{
		"cidrcontains": free(plain(cty.Bool, cidrContains, text("containing_prefix"), text("contained_ip_or_prefix"))),
		"cidrhost":     free(plain(cty.String, cidrHost, text("prefix"), number("hostnum"))),
		"cidrnetmask":  free(plain(cty.String, cidrNetmask, text("prefix"))),
		"cidrsubnet":   free(plain(cty.String, cidrSubnet, text("prefix"), number("newbits"), number("netnum"))),
		"cidrsubnets":  free(subnets),
	}
}

// parsePrefix reads an address prefix. Leading zeros of a part of an IPv4
// address are passed over, as ever: "010.0.0.0/8" is "10.0.0.0/8".
func parsePrefix(i int, s string) (*net.IPNet, error) {
	_, network, err := net.ParseCIDR(withoutZeros(s))
	if err != nil {
		return nil, wrongf(i, "%q is no address prefix; these are written as \"10.1.0.0/16\" or \"fd00::/48\"", s)
	}
	return network, nil
}

func withoutZeros(s string) string {
	if strings.Contains(s, ":") {
		return s
	}
	address, mask, found := strings.Cut(s, "/")
	parts := strings.Split(address, ".")
	for i, p := range parts {
		trimmed := strings.TrimLeft(p, "0")
		if trimmed == "" && p != "" {
			trimmed = "0"
		}
		parts[i] = trimmed
	}
	if address = strings.Join(parts, "."); found {
		return address + "/" + mask
	}
	return address
}

func whole(i int, v cty.Value) (*big.Int, error) {
	n, accuracy := v.AsBigFloat().Int(nil)
	if accuracy != big.Exact || n == nil {
		return nil, refuseArg(i, "a whole number is needed")
	}
	return n, nil
}

func cidrHost(args []cty.Value) (cty.Value, error) {
	network, err := parsePrefix(0, args[0].AsString())
	if err != nil {
		return cty.NilVal, err
	}
	n, err := whole(1, args[1])
	if err != nil {
		return cty.NilVal, err
	}
	ip, err := cidr.HostBig(network, n)
	if err != nil {
		return cty.NilVal, wrongf(1, "%s has no host number %s", network, n)
	}
	return cty.StringVal(ip.String()), nil
}

func cidrNetmask(args []cty.Value) (cty.Value, error) {
	network, err := parsePrefix(0, args[0].AsString())
	switch {
	case err != nil:
		return cty.NilVal, err
	case network.IP.To4() == nil:
		return cty.NilVal, wrongf(0, "%q is IPv6, which has no netmasks", args[0].AsString())
	}
	return cty.StringVal(net.IP(network.Mask).String()), nil
}

// newBits is by how many bits a prefix gets longer, at least least.
func newBits(i int, network *net.IPNet, v cty.Value, least int) (int, error) {
	ones, total := network.Mask.Size()
	n, ok := wholeOf(v)
	if !ok || n < least || n > total-ones {
		return 0, wrongf(i, "%s can be extended by %d to %d bits", network, least, total-ones)
	}
	return n, nil
}

func cidrSubnet(args []cty.Value) (cty.Value, error) {
	network, err := parsePrefix(0, args[0].AsString())
	if err != nil {
		return cty.NilVal, err
	}
	bits, err := newBits(1, network, args[1], 0)
	if err != nil {
		return cty.NilVal, err
	}
	n, err := whole(2, args[2])
	if err != nil {
		return cty.NilVal, err
	}
	subnet, err := cidr.SubnetBig(network, bits, n)
	if err != nil {
		return cty.NilVal, wrongf(2, "with %d more bits %s has %s subnets, and none has number %s",
			bits, network, new(big.Int).Lsh(big.NewInt(1), uint(bits)), n)
	}
	return cty.StringVal(subnet.String()), nil
}

func cidrSubnets(args []cty.Value) (cty.Value, error) {
	network, err := parsePrefix(0, args[0].AsString())
	if err != nil {
		return cty.NilVal, err
	}
	ones, _ := network.Mask.Size()
	var subnets []cty.Value
	var current *net.IPNet
	for i, v := range args[1:] {
		bits, err := newBits(i+1, network, v, 1)
		if err != nil {
			return cty.NilVal, err
		}
		if current == nil {
			current, _ = cidr.PreviousSubnet(network, ones+bits)
		}
		next, over := cidr.NextSubnet(current, ones+bits)
		if over || !network.Contains(next.IP) {
			return cty.NilVal, wrongf(i+1, "%s has no room for a /%d after %s", network, ones+bits, current)
		}
		current = next
		subnets = append(subnets, cty.StringVal(next.String()))
	}
	return listOf(cty.String, subnets), nil
}

func cidrContains(args []cty.Value) (cty.Value, error) {
	network, err := parsePrefix(0, args[0].AsString())
	if err != nil {
		return cty.NilVal, err
	}
	inner := args[1].AsString()
	first := net.ParseIP(withoutZeros(inner))
	last := first
	if first == nil {
		_, prefix, err := net.ParseCIDR(withoutZeros(inner))
		if err != nil {
			return cty.NilVal, wrongf(1, "%q is no IP address and no address prefix", inner)
		}
		first, last = cidr.AddressRange(prefix)
	}
	if (first.To4() == nil) != (network.IP.To4() == nil) {
		return cty.NilVal, wrongf(1, "%s and %s can't be compared: one is IPv4, the other IPv6", network, inner)
	}
	return cty.BoolVal(network.Contains(first) && network.Contains(last)), nil
}
