package dev.awa.codegen.contract;

/**
 * A difference between two contracts.
 *
 * @param breaking whether a caller of the older one may fail, or be exposed, with the newer one
 * @param where the function or view, or {@code contract}
 * @param what what is different
 * @param why what it means to a caller
 */
public record Change(boolean breaking, String where, String what, String why) {

    @Override
    public String toString() {
        return (breaking ? "BREAKING   " : "compatible ") + where + ": " + what + " (" + why + ")";
    }
}
