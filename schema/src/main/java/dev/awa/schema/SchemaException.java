package dev.awa.schema;

import org.jspecify.annotations.Nullable;

/** Tells in one sentence why the schema could not be installed or read; the cause, if any, has the details. */
public final class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SchemaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
