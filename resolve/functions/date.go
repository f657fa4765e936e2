package functions

import (
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func dateFunctions() map[string]bounded {
	return map[string]bounded{
		"formatdate": {stdlib.FormatDateFunc, dateFormatLimit},
		"timeadd":    {stdlib.TimeAddFunc, durationLimit},
		"timecmp":    free(plain(cty.Number, compareTimes, text("timestamp_a"), text("timestamp_b"))),
	}
}

// dateFormatLimit keeps a format shorter than what formatdate reads at a time.
func dateFormatLimit(args []cty.Value) error {
	if s, _ := textOf(args[0]); len(s) > 4096 {
		return refuseArg(0, "the format is longer than 4096 bytes")
	}
	return nil
}

func durationLimit(args []cty.Value) error {
	s, ok := textOf(args[1])
	if !ok {
		return nil
	}
	if _, err := time.ParseDuration(s); err != nil {
		return wrongf(1, "%q is no duration; durations are written as \"90s\", \"10m\", \"1h30m\" or \"-24h\"", s)
	}
	return nil
}

func compareTimes(args []cty.Value) (cty.Value, error) {
	var times [2]time.Time
	for i, v := range args {
		// Adding nothing only checks the timestamp, with messages for a person.
		if _, err := stdlib.TimeAdd(v, cty.StringVal("0s")); err != nil {
			return cty.NilVal, wrong(i, err)
		}
		var err error
		if times[i], err = time.Parse(time.RFC3339, v.AsString()); err != nil {
			return cty.NilVal, wrong(i, err)
		}
	}
	return cty.NumberIntVal(int64(times[0].Compare(times[1]))), nil
}
