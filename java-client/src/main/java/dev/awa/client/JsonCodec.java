package dev.awa.client;

/**
 * Turns Java values into JSON text and back.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface JsonCodec {

    /**
     * Encodes a value.
     *
     * @param value what to encode, not null
     * @return JSON text
     * @throws JsonCodecException when the value cannot be represented
     */
    String encode(Object value);

    /**
     * Decodes JSON text.
     *
     * @param json JSON text, not null
     * @param type the class wanted, not null
     * @return the value, never null
     * @throws JsonCodecException when the text is not JSON, is a JSON null, or does not fit the type
     */
    <T> T decode(String json, Class<T> type);

    /** The codec used when none is given: Jackson 3, ISO dates, unknown properties ignored. */
    static JsonCodec standard() {
        return Jackson3Codec.STANDARD;
    }
}
