package dev.awa.client;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * The codec over Jackson 3, for applications that have that; {@code tools.jackson.core:jackson-databind} is theirs to
 * add. Safe for use by several threads.
 */
public final class Jackson3Codec implements JsonCodec {

    private final ObjectMapper mapper;

    /** Uses the application's own mapper. */
    public Jackson3Codec(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    static JsonCodec standard() {
        return new Jackson3Codec(JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());
    }

    @Override
    public String encode(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new JsonCodecException(
                    value.getClass().getName() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public <T> T decode(String json, Class<T> type) {
        T value;
        try {
            value = mapper.readValue(json, type);
        } catch (JacksonException e) {
            throw new JsonCodecException("not a " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
        if (value == null) {
            throw new JsonCodecException("not a " + type.getName() + ": the JSON value is null", null);
        }
        return value;
    }
}
