package dev.awa.cli.schedule;

import dev.awa.cli.CliException;
import dev.awa.cli.Databases;
import dev.awa.client.JsonCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Schedules declared in YAML, each with its line. Checked here is what the database cannot see, or could not place: the form
 * of the file, its keys, and that texts are texts. All else the database checks, and {@link #place} finds the line of.
 */
final class ScheduleFile {
    private static final List<String> TEXTS = List.of("name", "spec", "zone", "kind");
    private static final List<String> FIELDS = List.of("name", "spec", "zone", "kind", "args", "opts");
    private static final Pattern POSITION = Pattern.compile("^schedule (\\d+)");
    private static final Pattern UNKNOWN_KEY = Pattern.compile("unknown key \"(.*?)\" in ([a-z_.]+)");
    private static final Pattern OF_SPEC = Pattern.compile("^[a-z ]+ (?:of|in) spec\\b|\\bin spec$");
    private static final Pattern FIELD = Pattern.compile("^([a-z_]+(?:\\.[a-z_]+)*)");
    private static final int MOST_VALUES = 1_000_000;

    /** A schedule: its name, its object for the database, and where both stand. */
    private record Entry(String name, Map<String, Object> fields, Node place, Node body) {}

    private final String file;
    private final List<String> lines;
    private final SortedMap<Integer, List<String>> problems = new TreeMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable String source;
    private int values;

    private ScheduleFile(String file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    /**
     * Reads a file.
     *
     * @param file its name, for messages
     * @throws CliException with a line for each thing that is wrong
     */
    static ScheduleFile read(String file, String text) {
        var read = new ScheduleFile(file, text);
        try {
            read.readAll(text);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw failure(List.of(file + ":" + line + ": this is no YAML: "
                    + e.getProblem().strip().replaceAll("\\s+", " ").replaceAll("\\.$", "") + "."
                    + read.quotesHint(line)));
        } catch (YamlEngineException e) {
            throw failure(List.of(file + ": this is no YAML: " + Databases.sentence(e) + "."));
        }
        if (!read.problems.isEmpty()) {
            throw failure(read.problems.values().stream().flatMap(List::stream).toList());
        }
        return read;
    }

    private static CliException failure(List<String> problems) {
        return new CliException(whole(problems));
    }

    private static String whole(List<String> problems) {
        return String.join("\n     ", problems) + "\n     Nothing was changed.";
    }

    private String quotesHint(int line) {
        String text = line <= lines.size() ? lines.get(line - 1) : "";
        return text.matches(".*:\\s*[*@].*") ? " A value that begins with * or @ needs quotes." : "";
    }

    /** The name of the set, if the file has one. */
    Optional<String> source() {
        return Optional.ofNullable(source);
    }

    /** What apply_schedules takes. */
    String json() {
        return JsonCodec.standard().encode(entries.stream().map(Entry::fields).toList());
    }

    /** The line of a schedule, by its position in the set, counted from 1. */
    int line(int ordinal) {
        return lineOf(entries.get(ordinal - 1).place());
    }

    /** What the database said about the set, with the file and, as far as it says which schedule it is about, the line. */
    String place(String message) {
        Matcher position = POSITION.matcher(message);
        if (!position.find()) {
            return whole(List.of(file + ": " + message));
        }
        Entry entry = entries.get(Integer.parseInt(position.group(1)) - 1);
        String named = " (" + quoted(entry.name()) + "): ";
        String rest = message.substring(position.end());
        rest = rest.startsWith(named) ? rest.substring(named.length()) : rest.replaceFirst("^( \\(.*?\"\\))?: ", "");
        return whole(List.of(
                file + ":" + lineOf(placeOf(entry, rest)) + ": schedule " + quoted(entry.name()) + ": " + rest));
    }

    private static Node placeOf(Entry entry, String message) {
        Matcher unknown = UNKNOWN_KEY.matcher(message);
        if (unknown.find()) {
            String parent = unknown.group(2).equals("opts") ? "opts" : "opts." + unknown.group(2);
            return deepest(entry, (parent + "." + unknown.group(1)).split("\\."));
        }
        if (OF_SPEC.matcher(message).find()) {
            return deepest(entry, "spec");
        }
        Matcher field = FIELD.matcher(message);
        if (field.find()) {
            String[] path = field.group(1).split("\\.");
            boolean isOption = entry.fields().get("opts") instanceof Map<?, ?> opts && opts.containsKey(path[0]);
            return deepest(entry, isOption ? ("opts." + field.group(1)).split("\\.") : path);
        }
        return entry.place();
    }

    /** The key that a path leads to; where it ends earlier and not with the first step, the last key on the way. */
    private static Node deepest(Entry entry, String... path) {
        Node place = entry.place();
        Node body = entry.body();
        for (int i = 0; i < path.length && body instanceof MappingNode mapping; i++) {
            NodeTuple found = tuple(mapping, path[i]);
            if (found == null) {
                return place;
            }
            place = found.getKeyNode();
            body = found.getValueNode();
        }
        return place;
    }

    private static @Nullable NodeTuple tuple(MappingNode mapping, String key) {
        for (NodeTuple each : mapping.getValue()) {
            if (each.getKeyNode() instanceof ScalarNode scalar
                    && scalar.getValue().equals(key)) {
                return each;
            }
        }
        return null;
    }

    private void readAll(String text) {
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(MOST_VALUES)
                .setCodePointLimit(Math.max(1, text.length()))
                .build();
        var documents = new Compose(settings).composeAllFromString(text).iterator();
        if (!documents.hasNext()) {
            problems.put(0, List.of(file + ": it is empty; it needs a key schedules."));
            return;
        }
        Node root = documents.next();
        if (documents.hasNext()) {
            problem(documents.next(), "a second document; a file has one.");
        }
        if (!(root instanceof MappingNode top)) {
            problem(root, "not a mapping; it needs a key schedules.");
            return;
        }
        Node schedules = null;
        for (NodeTuple each : tuples(top, "the file")) {
            String key = key(each);
            if (key.equals("schedules")) {
                schedules = each.getValueNode();
            } else if (key.equals("source")) {
                source = text(each.getValueNode(), "source");
            } else {
                problem(each.getKeyNode(), "unknown key " + quoted(key) + "; known are source and schedules.");
            }
        }
        if (schedules == null) {
            problem(root, "there is no key schedules.");
        } else {
            readSchedules(schedules);
        }
    }

    private void readSchedules(Node schedules) {
        if (schedules instanceof MappingNode byName) {
            for (NodeTuple each : tuples(byName, "schedules")) {
                readSchedule(key(each), each.getKeyNode(), each.getValueNode());
            }
        } else if (schedules instanceof SequenceNode list) {
            for (Node each : list.getValue()) {
                readSchedule(null, each, each);
            }
        } else if (schedules.getTag() != Tag.NULL) {
            problem(schedules, "schedules is not a mapping or a list.");
        }
    }

    private void readSchedule(@Nullable String key, Node place, Node body) {
        String where = key == null ? "schedule " + (entries.size() + 1) : "schedule " + quoted(key);
        if (!(body instanceof MappingNode mapping)) {
            problem(place, where + ": not a mapping with spec and kind.");
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        if (key != null) {
            fields.put("name", key);
        }
        for (NodeTuple each : tuples(mapping, where)) {
            String field = key(each);
            if (!FIELDS.contains(field) || key != null && field.equals("name")) {
                problem(
                        each.getKeyNode(),
                        where + ": unknown field " + quoted(field) + "; known are "
                                + String.join(", ", FIELDS.subList(key == null ? 0 : 1, FIELDS.size())) + ".");
            } else if (TEXTS.contains(field)) {
                fields.put(field, text(each.getValueNode(), where + ": " + field));
            } else {
                fields.put(field, value(each.getValueNode(), where + ": " + field, List.of()));
            }
        }
        Object name = fields.get("name");
        if (name == null) {
            problem(place, where + ": it has no name.");
        }
        entries.add(new Entry(String.valueOf(name), fields, place, body));
    }

    /** The pairs of a mapping; a key that is no text, or stands there twice, is a problem. */
    private List<NodeTuple> tuples(MappingNode mapping, String where) {
        Map<String, NodeTuple> tuples = new LinkedHashMap<>();
        for (NodeTuple each : mapping.getValue()) {
            if (!(each.getKeyNode() instanceof ScalarNode)) {
                problem(each.getKeyNode(), where + ": a key must be a text.");
            } else {
                NodeTuple first = tuples.putIfAbsent(key(each), each);
                if (first != null) {
                    problem(
                            each.getKeyNode(),
                            where + ": " + quoted(key(each)) + " stands there twice, first on line "
                                    + lineOf(first.getKeyNode()) + ".");
                }
            }
        }
        return List.copyOf(tuples.values());
    }

    private static String key(NodeTuple tuple) {
        return ((ScalarNode) tuple.getKeyNode()).getValue();
    }

    private @Nullable String text(Node node, String what) {
        if (node instanceof ScalarNode scalar && scalar.getTag() == Tag.STR) {
            return scalar.getValue();
        }
        if (node.getTag() != Tag.NULL) {
            String given = node instanceof ScalarNode scalar ? ", not " + scalar.getValue() : "";
            problem(node, what + " must be a text" + given + (given.isEmpty() ? "." : "; put it in quotes."));
        }
        return null;
    }

    private @Nullable Object value(Node node, String what, List<Node> around) {
        if (++values > MOST_VALUES || around.stream().anyMatch(outer -> outer == node)) {
            throw failure(List.of(file + ":" + lineOf(node) + ": " + what + " has no end, or too many values."));
        }
        List<Node> inside = new ArrayList<>(around);
        inside.add(node);
        if (node instanceof MappingNode mapping) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            tuples(mapping, what).forEach(each -> members.put(key(each), value(each.getValueNode(), what, inside)));
            return members;
        }
        if (node instanceof SequenceNode sequence) {
            List<@Nullable Object> elements = new ArrayList<>();
            sequence.getValue().forEach(each -> elements.add(value(each, what, inside)));
            return elements;
        }
        return scalar((ScalarNode) node, what);
    }

    private @Nullable Object scalar(ScalarNode node, String what) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag == Tag.NULL) {
            return null;
        }
        if (tag == Tag.BOOL) {
            return text.equalsIgnoreCase("true");
        }
        if (tag == Tag.INT) {
            if (text.startsWith("0x")) {
                return new BigInteger(text.substring(2), 16);
            }
            return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
        }
        if (tag == Tag.FLOAT) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                problem(node, what + ": " + text + " is no number of JSON.");
                return null;
            }
        }
        if (tag != Tag.STR) {
            problem(node, what + ": " + tag + " is not known here; leave the tag out.");
        }
        return text;
    }

    private void problem(Node node, String what) {
        problems.computeIfAbsent(lineOf(node), line -> new ArrayList<>()).add(file + ":" + lineOf(node) + ": " + what);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
