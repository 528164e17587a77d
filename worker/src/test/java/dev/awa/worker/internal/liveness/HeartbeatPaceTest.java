package dev.awa.worker.internal.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatPaceTest {

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final long GAP = HeartbeatPace.SHORTEST_GAP_NANOS;

    private final HeartbeatPace pace = new HeartbeatPace(0);
    private long now;

    private void beat() {
        pace.sending(now);
        pace.sent(now, EVERY);
    }

    @Test
    void theFirstIsDueAtOnceAndTheNextAtItsPace() {
        assertThat(pace.nanosUntilDue(now)).isZero();
        beat();
        assertThat(pace.nanosUntilDue(now)).isBetween(EVERY.toNanos() * 4 / 5, EVERY.toNanos());
    }

    @Test
    void oneThatIsAskedForIsDueAtOnce() {
        beat();
        now += GAP;
        assertThat(pace.ask()).isTrue();
        assertThat(pace.nanosUntilDue(now)).isZero();
    }

    @Test
    void aFloodOfRequestsBringsOneHeartbeatPerGap() {
        int heartbeats = 0;
        int lookedFor = 0;
        for (now = 0; now < 100 * GAP; now += GAP / 50) {
            if (pace.ask()) {
                lookedFor++;
            }
            if (pace.nanosUntilDue(now) <= 0) {
                beat();
                heartbeats++;
            }
        }
        assertThat(heartbeats).isEqualTo(100);
        assertThat(lookedFor).as("and one is still to come").isEqualTo(101);
    }

    @Test
    void whatIsAskedForWhileOneIsUnderWayBringsAnother() {
        pace.sending(now);
        assertThat(pace.ask()).isTrue();
        now += GAP / 2;
        pace.sent(now, EVERY);
        assertThat(pace.nanosUntilDue(now)).isEqualTo(GAP - GAP / 2);
    }
}
