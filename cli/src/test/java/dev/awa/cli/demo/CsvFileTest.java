package dev.awa.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {

    @TempDir
    Path folder;

    private CsvFile file(String content) throws IOException, CsvFile.MalformedException {
        return new CsvFile(Files.writeString(folder.resolve("file.csv"), content));
    }

    private static List<String> chunks(CsvFile csv, int atMost) throws IOException, CsvFile.MalformedException {
        var chunks = new ArrayList<String>();
        for (var chunk = csv.next(atMost); chunk.records() > 0; chunk = csv.next(atMost)) {
            chunks.add(new String(chunk.bytes(), UTF_8));
        }
        return chunks;
    }

    @Test
    void recordsAreCutIntoChunks() throws Exception {
        try (CsvFile csv = file("a,b\n1,2\n3,4\n5,6\n")) {
            assertThat(csv.header()).containsExactly("a", "b");
            assertThat(chunks(csv, 2)).containsExactly("1,2\n3,4\n", "5,6\n");
        }
    }

    @Test
    void lineEndInsideQuotesBelongsToItsRecord() throws Exception {
        try (CsvFile csv = file("a,b\n\"one\ntwo\",\"say \"\"hi\"\"\n\"\n3,4")) {
            assertThat(chunks(csv, 1)).containsExactly("\"one\ntwo\",\"say \"\"hi\"\"\n\"\n", "3,4\n");
        }
    }

    @Test
    void windowsLineEndsEmptyLinesAndByteOrderMarkAreLeftOut() throws Exception {
        try (CsvFile csv = file("\uFEFFä,b\r\n\r\n1,2\r\n\n3,4\r\n\r\n")) {
            assertThat(csv.header()).containsExactly("ä", "b");
            assertThat(chunks(csv, 10)).containsExactly("1,2\n3,4\n");
        }
    }

    @Test
    void readingGoesOnWhereAChunkEnded() throws Exception {
        try (CsvFile csv = file("a\nü\n\"x\ny\"\nz\n")) {
            long end = csv.next(2).end();

            csv.seek(end);

            assertThat(chunks(csv, 5)).containsExactly("z\n");
            csv.seek(0);
            assertThat(chunks(csv, 5)).containsExactly("a\nü\n\"x\ny\"\nz\n");
        }
    }

    @Test
    void fieldsAreUnquoted() {
        assertThat(CsvFile.fields("1,\"a, b\",,\"say \"\"hi\"\"\"\n")).containsExactly("1", "a, b", "", "say \"hi\"");
    }

    @Test
    void malformedFilesAreNamed() {
        assertThatThrownBy(() -> file("")).isInstanceOf(CsvFile.MalformedException.class);
        assertThatThrownBy(() -> file("a,,c\n1,2,3\n")).hasMessage("a column of its header has no name: a,,c");
        assertThatThrownBy(() -> file("a\n1\n\"open").next(5))
                .hasMessage("the record at byte 4 has a quote that is never closed");
    }
}
