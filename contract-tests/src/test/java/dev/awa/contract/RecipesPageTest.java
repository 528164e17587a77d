package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.codegen.Names;
import dev.awa.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/recipes.md} shows what the tests of each language run. */
@Tag("server")
class RecipesPageTest {

    private static final Path ROOT = PgTapDatabase.MODULE.resolve("..").normalize();
    private static final String[] RECIPES = {"outbox", "webhook", "debounce", "order", "fan-out", "bulk"};

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)[^\\n]*\\n(.*?)^```$|^## (.+?)$");
    private static final Pattern REGION =
            Pattern.compile("(?ms)^ *(?://|#|--) recipe: ([\\w-]+)\\n(.*?)^ *(?://|#|--) end$");

    /** Languages, with the file whose parts are on the page and how it names the test of a recipe. */
    enum Language {
        SQL("clients/conformance/shop.sql", name -> ""),
        TYPESCRIPT("clients/typescript/test/recipes.test.ts", name -> "test(\"" + name.replace('_', '-') + ": "),
        GO("clients/go/recipes_test.go", name -> "func Test" + Names.pascal(name) + "("),
        PYTHON("clients/python/tests/test_recipes.py", name -> "def test_" + name + "("),
        JAVA(
                "contract-tests/src/test/java/dev/awa/contract/RecipesTest.java",
                name -> "@Test\n    void " + Names.camel(name));

        final String file;
        final UnaryOperator<String> test;

        Language(String file, UnaryOperator<String> test) {
            this.file = file;
            this.test = test;
        }

        String source() throws IOException {
            return Files.readString(ROOT.resolve(file));
        }

        String fence() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A block of code under a heading. */
    private record Snippet(String recipe, String fence, String text) {}

    @Test
    void everyRecipeIsThereInEveryLanguage() throws IOException {
        Map<String, List<String>> languages = new LinkedHashMap<>();
        for (Snippet snippet : snippets()) {
            List<String> seen = languages.computeIfAbsent(snippet.recipe(), recipe -> new ArrayList<>());
            if (!seen.contains(snippet.fence())) {
                seen.add(snippet.fence());
            }
        }

        assertThat(languages.remove("setup")).isNotNull();
        assertThat(languages).containsOnlyKeys(RECIPES);
        assertThat(languages.values())
                .allSatisfy(seen -> assertThat(seen).containsExactly("sql", "typescript", "go", "python", "java"));
    }

    @ParameterizedTest
    @EnumSource
    void snippetsArePartsOfTheTestsOfTheirLanguage(Language language) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        Matcher part = REGION.matcher(language.source());
        while (part.find()) {
            parts.put(part.group(1), part.group(2).stripTrailing().stripIndent());
        }
        Map<String, String> shown = new LinkedHashMap<>();
        for (Snippet snippet : snippets()) {
            boolean fromFile = language != Language.SQL || parts.containsKey(snippet.recipe());
            if (snippet.fence().equals(language.fence()) && fromFile) {
                assertThat(shown.put(snippet.recipe(), snippet.text()))
                        .as("a second snippet in %s of %s", snippet.fence(), snippet.recipe())
                        .isNull();
            }
        }

        assertThat(parts).containsKey("setup");
        assertThat(shown).containsOnlyKeys(parts.keySet());
        parts.forEach((recipe, text) -> assertThat(shown.get(recipe))
                .as(
                        "%s of %s in docs/recipes.md. To mend it copy what stands in %s between \"recipe: %s\" and \"end\"",
                        language.fence(), recipe, language.file, recipe)
                .isEqualTo(text));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SQL")
    void everyRecipeHasATestInEveryLanguage(Language language) throws IOException {
        for (String recipe : RECIPES) {
            assertThat(language.source()).contains(language.test.apply(recipe.replace('-', '_')));
        }
    }

    @Test
    void sqlRunsAndAnswersAsThePageSays() throws Exception {
        try (TestDatabase database = PgTapDatabase.create();
                Connection connection = database.connect()) {
            new SqlPage("recipes.md").runExamples(connection);
        }
    }

    private static List<Snippet> snippets() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        String heading = "";
        Matcher found = BLOCK.matcher(new SqlPage("recipes.md").text());
        while (found.find()) {
            if (found.group(3) != null) {
                heading = found.group(3).toLowerCase(Locale.ROOT);
            } else {
                snippets.add(new Snippet(heading, found.group(1), found.group(2).stripTrailing()));
            }
        }
        return snippets;
    }
}
