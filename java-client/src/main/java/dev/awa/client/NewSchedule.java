package dev.awa.client;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A schedule to be put: jobs of a kind, each time that a cron spec says, by the clock of a zone.
 *
 * <pre>{@code
 * NewSchedule.of("nightly", "0 3 * * *", ZoneId.of("Europe/Berlin"), NightlyReport.KIND, new NightlyReport("pdf"),
 *         o -> o.overlap(Overlap.SKIP))
 * }</pre>
 *
 * <p>Immutable, as far as its arguments are.
 */
public final class NewSchedule {

    private final String name;
    private final String spec;
    private final ZoneId zone;
    private final String kind;
    private final Encoding args;
    private final ScheduleOptions options;

    /** Writes the arguments, whose type only {@link #of} knows. */
    private interface Encoding {
        String with(JsonCodec codec);
    }

    private NewSchedule(String name, String spec, ZoneId zone, String kind, Encoding args, ScheduleOptions options) {
        this.name = Objects.requireNonNull(name, "name");
        this.spec = Objects.requireNonNull(spec, "spec");
        this.zone = Objects.requireNonNull(zone, "zone");
        this.kind = kind;
        this.args = args;
        this.options = options;
    }

    /** A schedule whose jobs have the options of their kind. */
    public static <A> NewSchedule of(String name, String spec, ZoneId zone, JobKind<A> kind, A args) {
        return of(name, spec, zone, kind, args, options -> {});
    }

    /**
     * A schedule with options of its own beside those of the kind.
     *
     * @param zone a place, such as Europe/Berlin, or UTC
     */
    public static <A> NewSchedule of(
            String name, String spec, ZoneId zone, JobKind<A> kind, A args, Consumer<ScheduleOptions> options) {
        ScheduleOptions all = ScheduleOptions.of(kind, options);
        return new NewSchedule(name, spec, zone, kind.name(), codec -> all.args(kind.encode(args, codec)), all);
    }

    /** Its name, by which the database knows it. */
    public String name() {
        return name;
    }

    String spec() {
        return spec;
    }

    String zone() {
        return zoneName(zone);
    }

    String kind() {
        return kind;
    }

    String args(JsonCodec codec) {
        try {
            return args.with(codec);
        } catch (JsonCodecException e) {
            throw new JsonCodecException("schedule \"" + name + "\": " + e.getMessage(), e);
        }
    }

    String opts(JsonCodec codec) {
        return options.json(codec);
    }

    /** As the database knows it: Java calls UTC also Z. */
    static String zoneName(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    /** The object that {@code apply_schedules} takes. */
    String json(JsonCodec codec) {
        return new Json.ObjectText()
                .put("name", Json.text(name))
                .put("spec", Json.text(spec))
                .put("zone", Json.text(zone()))
                .put("kind", Json.text(kind))
                .put("args", args(codec))
                .put("opts", opts(codec))
                .toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
