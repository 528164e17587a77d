package dev.awa.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The codec over Jackson 2, for applications that have that; {@code com.fasterxml.jackson.core:jackson-databind} is
 * theirs to add. Safe for use by several threads.
 */
public final class Jackson2Codec implements JsonCodec {

    private final ObjectMapper mapper;

    /** Uses the application's own mapper. */
    public Jackson2Codec(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** With the modules that are there, for {@code java.time} and the like, and as Jackson 3 does by itself. */
    static JsonCodec standard() {
        return new Jackson2Codec(JsonMapper.builder()
                .addModules(MapperBuilder.findModules(Jackson2Codec.class.getClassLoader()))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
                .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());
    }

    @Override
    public String encode(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new JsonCodecException(
                    value.getClass().getName() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public <T> T decode(String json, Class<T> type) {
        T value;
        try {
            value = mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new JsonCodecException("not a " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
        if (value == null) {
            throw new JsonCodecException("not a " + type.getName() + ": the JSON value is null", null);
        }
        return value;
    }
}
