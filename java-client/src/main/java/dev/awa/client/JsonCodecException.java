package dev.awa.client;

import org.jspecify.annotations.Nullable;

/** Says that a value could not be written as JSON, or JSON not read as the type asked for. */
public final class JsonCodecException extends AwaException {

    private static final long serialVersionUID = 1L;

    /** Creates one with a message that names the type, and the parser's own exception if there is one. */
    public JsonCodecException(String message, @Nullable Throwable cause) {
        super(ErrorCode.INVALID_JSON, message, cause);
    }
}
