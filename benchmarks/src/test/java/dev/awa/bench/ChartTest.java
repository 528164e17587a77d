package dev.awa.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ChartTest {
    private static Document parsed(Chart chart) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.toSvg().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void barsAreAsLongAsTheirMedians() throws Exception {
        Document svg = parsed(Chart.bars(
                "Rates & <more>",
                "jobs/s",
                List.of(
                        new Chart.Bar("a", new Spread(50, 40, 60)),
                        new Chart.Bar("b", new Spread(100, 90, 100)),
                        new Chart.Bar("none", new Spread(0, 0, 0)))));
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("Rates & <more>");
        assertThat(width(svg, 1)).isEqualTo(2 * width(svg, 0));
        assertThat(width(svg, 2)).isZero();
    }

    private static double width(Document svg, int bar) {
        return Double.parseDouble(svg.getElementsByTagName("rect")
                .item(bar)
                .getAttributes()
                .getNamedItem("width")
                .getNodeValue());
    }

    @Test
    void eachLineIsDrawnAndNamed() throws Exception {
        Document svg = parsed(Chart.lines(
                "t",
                "minutes",
                "ms",
                List.of(
                        new Chart.Line("p50", new double[] {0, 1, 2}, new double[] {1, 1, 2}),
                        new Chart.Line("p99", new double[] {0, 1}, new double[] {5, Double.NaN}))));
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg.getDocumentElement().getTextContent()).contains("p50", "p99", "minutes", "ms");
        assertThat(svg.getElementsByTagName("polyline")
                        .item(1)
                        .getAttributes()
                        .getNamedItem("points")
                        .getNodeValue())
                .doesNotContain("NaN");
    }

    @Test
    void nothingAtAllIsDrawnToo() throws Exception {
        assertThat(parsed(Chart.bars("t", "u", List.of()))
                        .getElementsByTagName("rect")
                        .getLength())
                .isZero();
        assertThat(parsed(Chart.lines("t", "x", "y", List.of()))
                        .getElementsByTagName("polyline")
                        .getLength())
                .isZero();
    }
}
