package dev.awa.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders with all that is in them. */
public final class Trees {

    private Trees() {}

    /** Deletes a file or a folder with all that is in it; nothing to delete is fine. */
    public static void delete(Path top) throws IOException {
        if (Files.notExists(top)) {
            return;
        }
        List<Path> tree;
        try (Stream<Path> walk = Files.walk(top)) {
            tree = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : tree) {
            Files.delete(each);
        }
    }

    /** Copies a folder with the permissions of all that is in it, to a place where nothing is. */
    static void copy(Path from, Path to) throws IOException {
        List<Path> tree;
        try (Stream<Path> walk = Files.walk(from)) {
            tree = walk.toList();
        }
        for (Path each : tree) {
            Files.copy(each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
