package dev.awa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonCodecTest {

    record Self(Object self) {}

    static Stream<JsonCodec> codecs() {
        return Stream.of(JsonCodec.standard(), new Jackson2Codec(new com.fasterxml.jackson.databind.ObjectMapper()));
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
