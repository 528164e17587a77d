package dev.awa.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@Tag("tools")
class PeerShapesTest extends PeersFixture {
    @Test
    void awaGoesThroughEveryShapeAndNoJobIsLost() throws Exception {
        PeersReport report = run("bare,awa", "", 60);

        assertThat(printed(report))
                .contains(Stream.of(PeerShape.values())
                        .map(shape -> shape.title(50))
                        .toList())
                .doesNotContain("LOST", "run twice", "not marked as done", "TROUBLE", "NaN", "Infinity");
        assertThat(json(report).path("shapes").valueStream())
                .allSatisfy(shape -> assertThat(shape.path("results")
                                .valueStream()
                                .map(result -> result.path("peer").asString()))
                        .contains("awa"));
        assertThat(json(report).findValues("jobs_per_second"))
                .filteredOn(JsonNode::isNumber)
                .allSatisfy(rate -> assertThat(rate.asDouble()).isPositive());
        assertNothingIsLeft();
    }
}
