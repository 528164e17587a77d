package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.worker.CancelReason;
import dev.awa.worker.JobEvent;
import dev.awa.worker.JobInfo;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobLinesTest {

    private static final JobInfo JOB = new JobInfo(42, "import_csv", "default", 2, 25);
    private static final Duration TOOK = Duration.ofMillis(1234);
    private static final String HEAD = "#42     import_csv       default   attempt 2/25   ";

    @Test
    void everyEndOfAnAttemptHasItsLine() {
        assertThat(JobLines.line(new JobEvent.Completed(JOB, TOOK))).isEqualTo(HEAD + "completed    1234 ms");
        assertThat(JobLines.line(new JobEvent.Failed(JOB, "no such file\nat line 1", TOOK, false)))
                .isEqualTo(HEAD + "failed       1234 ms  no such file");
        assertThat(JobLines.line(new JobEvent.Retried(JOB, "busy", TOOK, Instant.now())))
                .matches("\\Q" + HEAD + "\\Eretryable    1234 ms  again at \\d\\d:\\d\\d:\\d\\d\\.\\d{3}  busy");
        assertThat(JobLines.line(new JobEvent.Snoozed(JOB, Instant.now())))
                .matches("\\Q" + HEAD + "\\Esnoozed +again at \\d\\d:\\d\\d:\\d\\d\\.\\d{3}");
        assertThat(JobLines.line(new JobEvent.Cancelled(JOB, "paid"))).matches("\\Q" + HEAD + "\\Ecancelled +paid");
        assertThat(JobLines.line(new JobEvent.LeaseLost(JOB, CancelReason.DEADLINE)))
                .matches("\\Q" + HEAD + "\\Etaken away +deadline");
        assertThat(JobLines.line(new JobEvent.Released(JOB, "no handler")))
                .matches("\\Q" + HEAD + "\\Ehanded back +no handler");
    }

    @Test
    void startHasNone() {
        assertThat(JobLines.line(new JobEvent.Started(JOB))).isNull();
    }

    @Test
    void longDurationIsShownInSeconds() {
        assertThat(JobLines.duration(Duration.ofMillis(9_999))).isEqualTo("9999 ms");
        assertThat(JobLines.duration(Duration.ofMillis(12_345))).isEqualTo("12.3 s");
    }
}
