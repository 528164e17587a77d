package dev.awa.contract.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Values of each type that somebody will send one day: sound for their type, and seldom thought of. */
final class Nasty {

    /** A table of large values that lie compressed. */
    static final String STORED = """
            create schema fuzz;
            create table fuzz.stored (id int primary key, v jsonb not null);
            insert into fuzz.stored
            select n, jsonb_build_object('x', repeat('abcdefghij', n * 100)) from unnest(array[2, 80, 1100, 3000]) n;
            """;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a b",
            "'",
            "''; drop schema awa cascade; --",
            "\"",
            "\\",
            "\\'",
            "a\\",
            "\\x41",
            "\\u0041",
            "\n",
            "a\tb\r\nc",
            "\u0001\u001f\u007f",
            "$$",
            "$1",
            "%s %I %",
            "{}",
            "{a,b}",
            "{\"a\":1}",
            "[0:1]={1,2}",
            "NULL",
            "null",
            "true",
            "0",
            "-1",
            "1e5",
            "NaN",
            "Infinity",
            "-infinity",
            "now",
            "work:default",
            "a:b",
            "a@b",
            "12@34",
            "9999999999999999999@999999999999999",
            "18446744073709551616@0",
            "ü",
            "u\u0308",
            "İıß",
            "\u202eabc",
            "a\u200bb",
            "\ufeff",
            "\uffff",
            "\ud83d\ude00",
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "li)j*UT[Afxp",
            "default ",
            "Default",
            "../../etc/passwd",
            "(",
            "[",
            "(?<x>a)",
            "(a+)+$",
            "a{1,200}",
            "\\1",
            "#/$defs/x",
            "1.0",
            "1.1",
            "2.0",
            "01.0",
            "999999999999999999999.0",
            "completed",
            "4bf92f");

    private static final List<String> LONG_TEXTS = List.of(
            "repeat('a', 200)",
            "repeat('a', 201)",
            "repeat('ж', 200)",
            "repeat('\ud83d\ude00', 200)",
            "repeat('\"', 200)",
            "repeat('a', 500)",
            "repeat('a', 501)",
            "repeat('ж', 251)",
            "repeat('a', 1000)",
            "repeat('a', 1001)",
            "repeat('\ud83d\ude00', 1000)",
            "repeat('a', 4097)",
            "repeat('a', 8001)",
            "repeat('(', 500)",
            "repeat('a', 70000)",
            "repeat('a', 1000000)");

    private static final List<String> INTERVALS = List.of(
            "0",
            "-1 s",
            "0.000001 s",
            "00:00:00.000001",
            "1 day -23:59:59.999999",
            "1 mon -30 days",
            "1 mon -29 days",
            "-1 mon 31 days",
            "-1 day 25:00",
            "-12 mons 360 days 0.000001 s",
            "-12 mons 365 days 6 hours",
            "-12 mons 366 days",
            "-600 mons 18300 days",
            "12 mons -360 days",
            "1200 mons -35999 days",
            "100 years",
            "100 years 0.000001 s",
            "99 years 11 mons 29 days 23:59:59.999999",
            "36500 days",
            "3000 days -71999 hours",
            "5000000 years -1799999990 days",
            "5000000 years -1800000000 days 1 s",
            "178000000 years",
            "-178000000 years",
            "2147483647 days",
            "-106751991 days 2562047788 hours",
            "2562047788 hours",
            "-2562047788 hours 106751993 days",
            "10000 years");

    private static final List<String> TIMES = List.of(
            "infinity",
            "-infinity",
            "epoch",
            "4714-11-24 00:00:00+00 BC",
            "4000-01-01 00:00:00+00 BC",
            "0044-03-15 12:00:00+00 BC",
            "0001-12-31 23:59:59+00 BC",
            "0001-01-01 00:00:00+00",
            "0001-01-01 00:00:00+15:59",
            "1900-01-01 00:00:00+00",
            "2038-01-19 03:14:08+00",
            "9999-12-31 23:59:59+00",
            "9999-12-31 23:59:59.999999+00",
            "10000-01-01 00:00:00+00",
            "200000-01-01 00:00:00+00",
            "294276-12-31 23:59:59.999999+00");

    private static final List<String> JSONS = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1",
            "-1",
            "1.5",
            "1.0",
            "1e0",
            "0.1",
            "1e-7",
            "1e-307",
            "1e-310",
            "1e-400",
            "0e-16383",
            "1e-16383",
            "1e300",
            "1e309",
            "1e400",
            "1e131000",
            "-1e131071",
            "2147483648",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "123456789012345678901234567890",
            "\"\"",
            "\"1\"",
            "\"true\"",
            "\"null\"",
            "\"NaN\"",
            "\"Infinity\"",
            "\"1e131000\"",
            "\"{\\\"a\\\": 1}\"",
            "\"\\u0001\\u001f\"",
            "\"\\\\\"",
            "[]",
            "[[]]",
            "[null]",
            "[1, \"1\", 1.0, true, null]",
            "[1e131000, 1e131000, 1e131000]",
            "[1e-16383, 0e-16383]",
            "{}",
            "{\"a\": null}",
            "{\"\": 1}",
            "{\"a\": 1, \"a\": 2}",
            "{\"a\": 1, \"A\": 2, \"a \": 3, \"ä\": 4, \"\\\"\": 5, \"\\\\\": 6}",
            "{\"__proto__\": {}, \"constructor\": 1}",
            "{\"a\": {\"b\": {\"c\": [1, {\"d\": 1e131000}]}}}",
            "{\"x\": 1e131000}",
            "{\"x\": 1e-16383}",
            "{\"type\": 5}",
            "{\"kind\": \"fixed\", \"base\": \"1 mon -29 days\"}");

    private static final List<String> LARGE_JSONS = List.of(
            "(repeat('[', 100) || repeat(']', 100))::jsonb",
            "(repeat('[', 2000) || repeat(']', 2000))::jsonb",
            "(repeat('{\"a\":', 1000) || '1' || repeat('}', 1000))::jsonb",
            "(select jsonb_agg('1e131000'::numeric) from generate_series(1, 8))",
            "(select jsonb_agg('1e131000'::numeric) from generate_series(1, 200))",
            "(select jsonb_agg('1e131000'::numeric) from generate_series(1, 1000))",
            "(select jsonb_agg('1e-16383'::numeric) from generate_series(1, 1000))",
            "(select jsonb_object_agg(n, '1e131000'::numeric) from generate_series(1, 100) n)",
            "(select jsonb_agg(n) from generate_series(1, 20000) n)",
            "(select jsonb_object_agg('k' || n, n) from generate_series(1, 5000) n)",
            "(select jsonb_agg('x'::text) from generate_series(1, 5000))",
            "to_jsonb(repeat('a', 70000))",
            "to_jsonb(repeat('a', 1100000))",
            "jsonb_build_object('x', repeat(U&'\\0001', 60000))",
            "jsonb_build_object('x', repeat('a', 65500))",
            "jsonb_build_object('x', repeat('a', 1048500))",
            "(select v from fuzz.stored where id = 2)",
            "(select v from fuzz.stored where id = 80)",
            "(select v from fuzz.stored where id = 1100)",
            "(select v from fuzz.stored where id = 3000)");

    /** What is written as an interval or a time in JSON, and is none, or none of the common ones. */
    private static final List<String> WRITTEN_TIMES = List.of(
            "soon",
            "1",
            "P1Y",
            "P1Y-360D",
            "PT0S",
            "1 day ago",
            "@ 5 min",
            "1 fortnight",
            "1 year ago 2 days",
            "infinity",
            "-infinity",
            "now",
            "today",
            "epoch",
            "2030-01-31",
            "2030-01-31T08:00:00",
            "2030-01-31T08:00:00Z",
            "2030-01-31T08:00:00.123456789+05:45",
            "2030-02-30T08:00:00Z",
            "2030-01-31T24:00:00Z",
            "2030-01-31T08:00:60Z",
            "2030-01-31T08:00:00+15:59",
            "2030-01-31T08:00:00+99:00",
            "0001-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "10000-01-01T00:00:00Z",
            "294276-12-31T23:59:59Z",
            "999999-12-31T23:59:59Z",
            "2030-01-31T::::::::Z",
            "2030-01-31T08:00:00 BC");

    private final Dice dice;
    private final List<String> intervals = new ArrayList<>(INTERVALS);

    Nasty(Dice dice, boolean hasInfiniteIntervals) {
        this.dice = dice;
        if (hasInfiniteIntervals) {
            intervals.add("infinity");
            intervals.add("-infinity");
        }
    }

    /** An expression of a type, as the catalog writes it. */
    String value(String type) {
        if (dice.oneIn(12)) {
            return "null::" + type;
        }
        return switch (type) {
            case "text" -> text();
            case "jsonb" -> json().sql();
            case "integer" ->
                Sql.text(dice.of("-2147483648", "-1", "0", "1", "5", "1001", "10001", "2147483647")) + "::int";
            case "bigint" ->
                Sql.text(dice.of(
                                "-9223372036854775808",
                                "-1",
                                "0",
                                "2147483648",
                                "9007199254740993",
                                "4611686018427387904",
                                "9223372036854775807"))
                        + "::bigint";
            case "boolean" -> dice.of("true", "false");
            case "interval" -> Sql.text(dice.of(intervals)) + "::interval";
            case "timestamp with time zone" -> Sql.text(dice.of(TIMES)) + "::timestamptz";
            case "uuid" ->
                Sql.text(new UUID(dice.random().nextLong(), dice.random().nextLong()).toString()) + "::uuid";
            case "bytea" ->
                dice.of(
                        "''::bytea",
                        "'\\x00'::bytea",
                        "decode(repeat('ab', 32), 'hex')",
                        "decode(repeat('ab', 33), 'hex')",
                        "decode(repeat('00', 100000), 'hex')");
            case "text[]" -> texts();
            case "bigint[]" -> longs();
            case "jsonb[]" -> jsons();
            default -> throw new IllegalArgumentException("no values of type " + type);
        };
    }

    String text() {
        return dice.oneIn(4) ? dice.of(LONG_TEXTS) : Sql.text(dice.of(TEXTS)) + "::text";
    }

    Json json() {
        if (dice.oneIn(6)) {
            return Json.made(dice.of(LARGE_JSONS));
        }
        if (dice.oneIn(6)) {
            return jsonText();
        }
        return Json.of(dice.of(JSONS));
    }

    /** A JSON string. */
    Json jsonText() {
        return dice.oneIn(5) ? Json.made("to_jsonb(" + dice.of(LONG_TEXTS) + ")") : Json.string(dice.of(TEXTS));
    }

    /** An interval or a time as a JSON string. */
    Json jsonTime() {
        return Json.string(dice.oneIn(3) ? dice.of(WRITTEN_TIMES) : dice.of(intervals));
    }

    /** The field of an object, and a value. */
    Map.Entry<String, Json> field() {
        return Map.entry(dice.of("x", "", "Timeout", "timeout ", "ä", "\"", "\\", "a".repeat(5000)), json());
    }

    private String texts() {
        return switch (dice.below(8)) {
            case 0 -> "'{}'::text[]";
            case 1 -> "array[" + text() + ", null]::text[]";
            case 2 -> "array[array[" + text() + "], array['b']]::text[]";
            case 3 -> "'[0:1]={a,b}'::text[]";
            case 4 -> "'[-5:-5][7:8]={{a,b}}'::text[]";
            case 5 ->
                "array_fill(" + Sql.text(dice.of(TEXTS)) + "::text, array[" + dice.of("1", "2", "20", "21", "5000")
                        + "])";
            case 6 -> "array(select 'n' || n from generate_series(1, " + dice.of("100", "2000", "20000") + ") n)";
            default -> "array[" + text() + ", " + text() + "]::text[]";
        };
    }

    private String longs() {
        return switch (dice.below(8)) {
            case 0 -> "'{}'::bigint[]";
            case 1 -> "array[1, null]::bigint[]";
            case 2 -> "array[array[1, 2], array[3, 4]]::bigint[]";
            case 3 -> "'[0:1]={1,2}'::bigint[]";
            case 4 -> "array[1, 1]::bigint[]";
            case 5 -> "'{-9223372036854775808,9223372036854775807}'::bigint[]";
            case 6 -> "array(select n from generate_series(1, 5000) n)::bigint[]";
            default -> "array[null]::bigint[]";
        };
    }

    private String jsons() {
        return switch (dice.below(7)) {
            case 0 -> "'{}'::jsonb[]";
            case 1 -> "array[null, " + json().sql() + "]::jsonb[]";
            case 2 -> "array[array[" + json().sql() + "], array['1'::jsonb]]::jsonb[]";
            case 3 -> "'[0:1]={1,2}'::jsonb[]";
            case 4 -> "array_fill(" + json().sql() + ", array[" + dice.of("2", "10") + "])";
            case 5 -> "array_fill('1'::jsonb, array[3000])";
            default -> "array[" + json().sql() + ", " + json().sql() + "]::jsonb[]";
        };
    }
}
