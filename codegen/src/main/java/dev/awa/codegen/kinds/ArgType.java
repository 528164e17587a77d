package dev.awa.codegen.kinds;

import java.util.List;

/** A type of JSON, as far as a schema says what it is; what has no counterpart in most languages is {@link Anything}. */
public sealed interface ArgType {

    /** Any JSON. */
    record Anything() implements ArgType {}

    /**
     * A text.
     *
     * @param format what it holds, as JSON Schema calls it, for example {@code date-time}; empty if the schema doesn't say
     */
    record Text(String format) implements ArgType {}

    /**
     * One of some texts.
     *
     * @param name a word in snake case, unique among those of the kind's records and choices
     */
    record Choice(String name, List<String> values) implements ArgType {
        public Choice {
            values = List.copyOf(values);
        }
    }

    /** A whole number of up to 64 bits. */
    record Whole() implements ArgType {}

    /** A number. */
    record Decimal() implements ArgType {}

    /** True or false. */
    record Truth() implements ArgType {}

    /** A list. */
    record ListOf(ArgType item) implements ArgType {}

    /** An object whose fields have any names, and values of one type. */
    record MapOf(ArgType value) implements ArgType {}

    /** A null, or something else. */
    record OrNull(ArgType type) implements ArgType {}

    /**
     * One of some values that are not all texts.
     *
     * @param values texts, numbers, true or false, each as JSON
     */
    record Constants(List<String> values) implements ArgType {
        public Constants {
            values = List.copyOf(values);
        }
    }

    /** Of one of some types, none of which is anything or null. */
    record OneOf(List<ArgType> types) implements ArgType {
        public OneOf {
            types = List.copyOf(types);
        }
    }

    /** A record of the same kind, by its name. */
    record Reference(String name) implements ArgType {}

    /**
     * An object with fields.
     *
     * @param name a word in snake case, unique among those of the kind's records and choices; empty for the args themselves
     * @param fields those that are needed, in the order of the schema's {@code required}, and then the others, by name
     * @param open whether the schema says that there may be others
     */
    record Fields(String name, String description, List<Field> fields, boolean open) implements ArgType {
        public Fields {
            fields = List.copyOf(fields);
        }
    }

    /** A field of an object, by its name in JSON. */
    record Field(String name, String description, ArgType type, boolean required) {}
}
