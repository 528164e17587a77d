package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links between the pages of the repository lead to files and headings that are there, and the index leads to all of docs. */
@Tag("tools")
class LinksTest {

    private static final Path ROOT = PgTapDatabase.MODULE.resolve("..").normalize();
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules");

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern CODE = Pattern.compile("(`+).+?\\1");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+?)$");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<Path> pages = pages(ROOT);
        assertThat(pages).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/contract.md"));

        assertThat(broken(pages)).isEmpty();
    }

    @Test
    void everyPageOfDocsIsInItsIndex() throws IOException {
        Path docs = ROOT.resolve("docs");
        Set<Path> linked = new HashSet<>();
        for (String link : links(Files.readString(docs.resolve("README.md")))) {
            linked.add(docs.resolve(link.replaceFirst("#.*", "")).normalize());
        }

        assertThat(linked)
                .containsAll(pages(docs).stream()
                        .filter(page -> page.getParent().equals(docs) && !page.endsWith("README.md"))
                        .toList());
    }

    @Test
    void brokenLinksAreFound(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("page.md");
        Files.writeString(page, """
                # A `page`, and more
                ## View new_jobs
                [file](gone.md) [heading](page.md#nowhere) [here](#nothing)
                [good](page.md#a-page-and-more) [too](#view-new_jobs) [outside](https://example.com/#x) `[code](gone.md)`
                ```
                [code](gone.md)
                ```
                """);

        assertThat(broken(List.of(page)))
                .containsExactly(page + ": #nothing", page + ": gone.md", page + ": page.md#nowhere");
    }

    private static Set<String> broken(List<Path> pages) throws IOException {
        Set<String> broken = new TreeSet<>();
        for (Path page : pages) {
            for (String link : links(Files.readString(page))) {
                int hash = link.indexOf('#');
                String file = hash < 0 ? link : link.substring(0, hash);
                Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
                boolean isThere = Files.exists(target)
                        && (hash < 0 || headings(Files.readString(target)).contains(link.substring(hash + 1)));
                if (!isThere) {
                    broken.add(page + ": " + link);
                }
            }
        }
        return broken;
    }

    private static List<String> links(String page) {
        String text = CODE.matcher(CODE_BLOCK.matcher(page).replaceAll("")).replaceAll("");
        return LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches())
                .toList();
    }

    /** The names of a page's headings in links. */
    private static Set<String> headings(String page) {
        Set<String> names = new HashSet<>();
        for (Matcher heading = HEADING.matcher(CODE_BLOCK.matcher(page).replaceAll("")); heading.find(); ) {
            names.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
        }
        return names;
    }

    private static List<Path> pages(Path root) throws IOException {
        List<Path> pages = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean isOurs = folder.equals(root) || !NOT_OURS.contains(name) && !name.startsWith(".");
                return isOurs ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    pages.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return pages;
    }
}
