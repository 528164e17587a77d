package dev.awa.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
        List<JsonNode> paced = json(report)
                .path("shapes")
                .valueStream()
                .filter(PeerShapesTest::comesOneByOne)
                .map(shape -> shape.at("/results/0/runs/0"))
                .toList();
        assertThat(paced)
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.path("transactions").asLong())
                        .as("an enqueue is one")
                        .isGreaterThanOrEqualTo(run.path("jobs").asLong()));
        assertThat(json(report).findValues("jobs_per_second"))
                .filteredOn(JsonNode::isNumber)
                .allSatisfy(rate -> assertThat(rate.asDouble()).isPositive());
        assertNothingIsLeft();
    }

    private static boolean comesOneByOne(JsonNode shape) {
        return Stream.of(PeerShape.values())
                .filter(known -> known.id.equals(shape.path("shape").asString()))
                .anyMatch(known -> known.load().isPresent());
    }
}
