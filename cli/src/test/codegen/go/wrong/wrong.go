// Package wrong does not compile.
package wrong

import "awa-client/jobs"

// Email has a number for a text.
var Email = jobs.SendEmailArgs{Subject: 7}
