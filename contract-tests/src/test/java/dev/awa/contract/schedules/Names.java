package dev.awa.contract.schedules;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What the name of a schedule spreads H by: its SHA-256, four bytes for each field. */
record Names(String name, ByteBuffer digest) {

    static Names of(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return new Names(name, ByteBuffer.wrap(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the field with that number, from 0, the seconds, on. */
    long number(int field) {
        return Integer.toUnsignedLong(digest.getInt(4 * field));
    }
}
