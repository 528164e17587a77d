package dev.awa.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SQL blocks of {@code docs/contract.md}. */
final class ReferencePage {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sql(?: fails (\\w+))?\\n(.*?)^```$|^#{2,3} (.+?)$");

    private ReferencePage() {}

    /**
     * A block of SQL.
     *
     * @param heading the heading above it
     * @param failsWith the SQLSTATE that it is there to show, empty if it works
     * @param line where its text starts, counted from 1
     */
    record Block(String heading, String text, String failsWith, int line) {

        boolean isSignature() {
            return text.startsWith("awa.");
        }
    }

    static String text() throws IOException {
        return Files.readString(PgTapDatabase.MODULE.resolve("../docs/contract.md"));
    }

    static List<Block> blocks() throws IOException {
        String page = text();
        List<Block> blocks = new ArrayList<>();
        String heading = "";
        Matcher found = BLOCK.matcher(page);
        while (found.find()) {
            if (found.group(3) != null) {
                heading = found.group(3);
            } else {
                int line = 1 + (int) page.substring(0, found.start(2)).lines().count();
                String failsWith = found.group(1) == null ? "" : found.group(1);
                blocks.add(new Block(heading, found.group(2).strip(), failsWith, line));
            }
        }
        return blocks;
    }
}
