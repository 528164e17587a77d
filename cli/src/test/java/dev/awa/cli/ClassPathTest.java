package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The command has on its class path what it needs, and no more. */
class ClassPathTest {

    @Test
    void noBenchmarks() {
        assertThat(Main.class.getResource("/dev/awa/bench/BenchmarkException.class"))
                .isNull();
        assertThat(System.getProperty("java.class.path")).doesNotContain("benchmarks");
    }
}
