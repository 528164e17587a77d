package dev.awa.client;

import java.util.HexFormat;

/**
 * A unique key as the database stores it, 16 bytes unless a caller made it.
 *
 * @param hex its bytes in lower case hex, two digits each
 */
public record UniqueKey(String hex) {

    /** A key of these bytes. */
    public static UniqueKey of(byte[] bytes) {
        return new UniqueKey(HexFormat.of().formatHex(bytes));
    }

    /** Its bytes, a new array on each call. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
