/** One list of cases, {@code clients/conformance/cases.json}, for every client. */
@NullMarked
package dev.awa.contract.conformance;

import org.jspecify.annotations.NullMarked;
