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

    /**
     * The codec used when none is given: Jackson 3 if the class path has it, else Jackson 2; with times in ISO 8601, and
     * unknown properties ignored. Both read what the other writes. Without either of them each call of the codec says so.
     */
    static JsonCodec standard() {
        return StandardCodec.CODEC;
    }
}
