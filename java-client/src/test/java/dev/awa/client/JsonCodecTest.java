package dev.awa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonCodecTest {

    record Self(Object self) {}

    enum Size {
        SMALL {
            @Override
            public String toString() {
                return "small";
            }
        },
        LARGE
    }

    record Parcel(
            Size size,
            Instant at,
            OffsetDateTime until,
            LocalDate day,
            Duration within,
            BigDecimal price,
            List<SendEmail> mails,
            Map<String, Object> more) {}

    static Stream<JsonCodec> codecs() {
        return Stream.of(
                JsonCodec.standard(),
                Jackson2Codec.standard(),
                new Jackson2Codec(new com.fasterxml.jackson.databind.ObjectMapper()));
    }

    static Stream<Arguments> pairs() {
        var codecs = List.of(Jackson2Codec.standard(), Jackson3Codec.standard());
        return codecs.stream().flatMap(one -> codecs.stream().map(other -> Arguments.of(one, other)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void standardCodecsReadWhatTheOtherWrites(JsonCodec writer, JsonCodec reader) {
        var parcel = new Parcel(
                Size.SMALL,
                Instant.parse("2030-01-31T08:00:00.123456Z"),
                OffsetDateTime.parse("2030-01-31T08:00:00Z"),
                LocalDate.of(2030, 1, 31),
                Duration.ofMinutes(90),
                new BigDecimal("12.50"),
                List.of(new SendEmail("a@example.com", "b")),
                Map.of("n", 1, "on", true));

        String json = writer.encode(parcel);

        assertThat(reader.decode(json, Parcel.class)).isEqualTo(parcel);
        assertThat(json).contains("\"small\"", "\"2030-01-31T08:00:00.123456Z\"", "\"2030-01-31\"", "\"PT1H30M\"");
    }

    @Test
    void standardCodecsIgnorePropertiesThatTheyDoNotKnow() {
        for (JsonCodec codec : List.of(Jackson2Codec.standard(), Jackson3Codec.standard())) {
            assertThat(codec.decode("{\"to\": \"a\", \"subject\": \"b\", \"since\": 2}", SendEmail.class))
                    .isEqualTo(new SendEmail("a", "b"));
        }
    }

    @Test
    void standardCodecIsTheJacksonThatIsThere() {
        assertThat(JsonCodec.standard()).isInstanceOf(Jackson3Codec.class);
        assertThat(StandardCodec.choose(true, true)).isInstanceOf(Jackson3Codec.class);
        assertThat(StandardCodec.choose(false, true)).isInstanceOf(Jackson2Codec.class);
        assertThatThrownBy(() -> StandardCodec.choose(false, false).encode("x"))
                .isInstanceOf(JsonCodecException.class)
                .hasMessageContaining("no Jackson on the class path");
        assertThatThrownBy(() -> StandardCodec.choose(false, false).decode("1", Integer.class))
                .isInstanceOf(JsonCodecException.class)
                .hasMessageContaining("a JsonCodec of your own");
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void valueComesBackAsItWas(JsonCodec codec) {
        SendEmail email = new SendEmail("a@example.com", "\"quoted\" ü \\ \u0001");

        assertThat(codec.decode(codec.encode(email), SendEmail.class)).isEqualTo(email);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void textThatDoesNotFitNamesTheType(JsonCodec codec) {
        for (String misfit : new String[] {"[1]", "null", "{", "7"}) {
            assertThatThrownBy(() -> codec.decode(misfit, SendEmail.class))
                    .as(misfit)
                    .isInstanceOf(JsonCodecException.class)
                    .hasMessageContaining("not a dev.awa.client.SendEmail");
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void valueThatCannotBeWrittenNamesItsType(JsonCodec codec) {
        Object[] loop = new Object[1];
        loop[0] = loop;

        assertThatThrownBy(() -> codec.encode(new Self(loop)))
                .isInstanceOf(JsonCodecException.class)
                .hasMessageContaining("JsonCodecTest$Self cannot be written as JSON");
    }
}
