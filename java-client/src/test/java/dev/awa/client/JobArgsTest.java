package dev.awa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JobArgsTest {

    record HTTPCallback() implements JobArgs {}

    record Import2Csv() implements JobArgs {}

    @JobKind("billing.charge")
    record Charge() implements JobArgs {}

    @JobKind(" ")
    record Blank() implements JobArgs {}

    @Test
    void kindIsTheNameInSnakeCase() {
        assertThat(JobArgs.kindOf(SendEmail.class)).isEqualTo("send_email");
        assertThat(JobArgs.kindOf(HTTPCallback.class)).isEqualTo("http_callback");
        assertThat(JobArgs.kindOf(Import2Csv.class)).isEqualTo("import2_csv");
    }

    @Test
    void annotationNamesTheKind() {
        assertThat(JobArgs.kindOf(Charge.class)).isEqualTo("billing.charge");
    }

    @Test
    void kindWithoutANameIsRefused() {
        JobArgs anonymous = new JobArgs() {};

        assertThatThrownBy(() -> JobArgs.kindOf(Blank.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Blank is empty");
        assertThatThrownBy(() -> JobArgs.kindOf(anonymous.getClass()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("add @JobKind");
    }
}
