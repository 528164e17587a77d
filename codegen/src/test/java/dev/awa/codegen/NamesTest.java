package dev.awa.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "send_email,             send_email",
        "SendEmail,              send_email",
        "sendHTTPRequest,        send_http_request",
        "billing.charge-order/2, billing_charge_order_2",
        "__x__,                  x",
        "2fa,                    n2fa",
        "größe,                  groudfe",
        "Ärger,                  arger",
        "straße,                 straudfe",
        "数量,                     u6570u91cf",
        "<=,                     u3cu3d",
        "'',                     empty"
    })
    void anyTextIsAWord(String text, String word) {
        assertThat(Names.word(text)).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\"", "\\", "\\u0022", "\n\r\t\u0000\u007f\u0085", "\u2028\u2029\u202e", "数 😀"})
    void aQuotedTextStaysOnItsLine(String text) {
        String quoted = Names.quoted(text);

        assertThat(quoted).startsWith("\"").endsWith("\"").doesNotContainPattern("[\\p{Cc}\\u2028-\\u202e]");
        assertThat(quoted.substring(1, quoted.length() - 1).replaceAll("\\\\.", ""))
                .doesNotContain("\"");
    }

    @Test
    void aNameIsTakenOnce() {
        Names names = new Names("Go");
        names.take("SendEmail", "kind \"send-email\"");

        assertThatThrownBy(() -> names.take("SendEmail", "kind \"send_email\""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kind \"send-email\" and kind \"send_email\" would both be called SendEmail in Go");
    }
}
