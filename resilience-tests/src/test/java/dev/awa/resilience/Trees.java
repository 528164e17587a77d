package dev.awa.resilience;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders with all that is in them. */
final class Trees {

    private Trees() {}

    static void delete(Path top) throws IOException {
        List<Path> tree;
        try (Stream<Path> walk = Files.walk(top)) {
            tree = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : tree) {
            Files.delete(each);
        }
    }
}
