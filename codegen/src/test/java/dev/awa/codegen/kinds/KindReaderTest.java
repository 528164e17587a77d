package dev.awa.codegen.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.codegen.kinds.ArgType.Anything;
import dev.awa.codegen.kinds.ArgType.Choice;
import dev.awa.codegen.kinds.ArgType.Constants;
import dev.awa.codegen.kinds.ArgType.Decimal;
import dev.awa.codegen.kinds.ArgType.Field;
import dev.awa.codegen.kinds.ArgType.ListOf;
import dev.awa.codegen.kinds.ArgType.MapOf;
import dev.awa.codegen.kinds.ArgType.OneOf;
import dev.awa.codegen.kinds.ArgType.OrNull;
import dev.awa.codegen.kinds.ArgType.Reference;
import dev.awa.codegen.kinds.ArgType.Text;
import dev.awa.codegen.kinds.ArgType.Truth;
import dev.awa.codegen.kinds.ArgType.Whole;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KindReaderTest {

    static Stream<Arguments> schemas() {
        ArgType text = new Text("");
        ArgType choice = new Choice("value", List.of("a", "b"));
        ArgType anything = new Anything();
        return Stream.of(
                Arguments.of("{'type': 'string'}", text),
                Arguments.of("{'type': 'string', 'format': 'date-time'}", new Text("date-time")),
                Arguments.of("{'type': 'string', 'minLength': 1, 'pattern': '^a', 'not': {'const': 'b'}}", text),
                Arguments.of("{'type': 'integer', 'enum': [1, 2]}", new Whole()),
                Arguments.of("{'type': 'number', 'multipleOf': 0.01}", new Decimal()),
                Arguments.of("{'type': ['integer', 'number']}", new Decimal()),
                Arguments.of("{'type': 'boolean'}", new Truth()),
                Arguments.of("{'enum': ['a', 'b', 'a']}", choice),
                Arguments.of("{'enum': ['a', null, 'b']}", new OrNull(choice)),
                Arguments.of("{'type': ['string', 'null'], 'enum': ['a', 'b']}", choice),
                Arguments.of("{'const': 'a'}", new Choice("value", List.of("a"))),
                Arguments.of("{'type': 'array', 'items': {'type': 'string'}}", new ListOf(text)),
                Arguments.of("{'items': {'type': 'string'}}", new ListOf(text)),
                Arguments.of("{'type': 'array'}", new ListOf(anything)),
                Arguments.of("{'type': 'object'}", new MapOf(anything)),
                Arguments.of("{'type': 'object', 'additionalProperties': {'type': 'boolean'}}", new MapOf(new Truth())),
                Arguments.of("{'type': ['string', 'null']}", new OrNull(text)),
                Arguments.of("{'anyOf': [{'type': 'null'}, {'type': 'string'}]}", new OrNull(text)),
                Arguments.of("{'oneOf': [{'type': ['string', 'null']}, {'const': null}]}", new OrNull(text)),
                Arguments.of("{'allOf': [{'type': 'string'}]}", text),
                Arguments.of("{'$ref': '#/$defs/t', '$defs': {'t': {'type': 'string'}}}", text),
                Arguments.of(
                        "{'anyOf': [{'type': 'string'}, {'type': 'integer'}]}", new OneOf(List.of(text, new Whole()))),
                Arguments.of(
                        "{'oneOf': [{'type': 'string'}, {'type': ['string', 'null']}, {'type': 'boolean'}]}",
                        new OrNull(new OneOf(List.of(text, new Truth())))),
                Arguments.of("{'anyOf': [{'type': 'string'}, {}]}", anything),
                Arguments.of("{'allOf': [{'type': 'string'}, {'minLength': 1}]}", anything),
                Arguments.of("{'type': ['string', 'integer']}", new OneOf(List.of(text, new Whole()))),
                Arguments.of("{'type': ['string', 'array']}", anything),
                Arguments.of("{'type': 'null'}", anything),
                Arguments.of("{'enum': ['a', 1, null]}", new OrNull(new Constants(List.of("\"a\"", "1")))),
                Arguments.of("{'const': 2.5}", new Constants(List.of("2.5"))),
                Arguments.of("{'enum': [1, [2]]}", anything),
                Arguments.of("{'minLength': 1}", anything),
                Arguments.of("{}", anything),
                Arguments.of("true", anything));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aSchemaStandsForAType(String schema, ArgType type) {
        assertThat(kind(schema).args()).isEqualTo(type);
    }

    @Test
    void whatIsNeededComesFirstAndInItsOrder() {
        Kind kind = kind("""
                {'required': ['to', 'from', 'unknown'], 'properties': {'b': {'description': 'After\\na.'}, 'a': true, 'never': false,
                  'from': {'type': 'string'}, 'to': {'type': 'string'}}}""");

        assertThat(kind.args()).isEqualTo(new Reference(""));
        assertThat(kind.records()).hasSize(1);
        assertThat(kind.records().get(0).open()).isFalse();
        assertThat(kind.records().get(0).fields())
                .containsExactly(
                        new Field("to", "", new Text(""), true),
                        new Field("from", "", new Text(""), true),
                        new Field("unknown", "", new Anything(), true),
                        new Field("a", "", new Anything(), false),
                        new Field("b", "After a.", new Anything(), false));
    }

    @Test
    void partsAreCalledByTheirPlaceAndNoTwoAlike() {
        Kind kind = kind("""
                {'properties': {
                  'a': {'properties': {'b': {'properties': {'x': {}}}}},
                  'a_b': {'properties': {'y': {}}},
                  'list': {'items': {'properties': {'z': {}}}},
                  'how': {'enum': ['now']},
                  'money': {'$ref': '#/$defs/Money'},
                  'more_money': {'type': 'array', 'items': {'$ref': '#/$defs/Money'}}},
                 '$defs': {'Money': {'properties': {'amount': {'type': 'integer'}, 'unit': {'enum': ['EUR']}}}}}""");

        assertThat(kind.records())
                .extracting(ArgType.Fields::name)
                .containsExactly("a_b", "a", "a_b_2", "list_item", "money", "");
        assertThat(kind.choices()).extracting(Choice::name).containsExactly("how", "money_unit");
        assertThat(kind.records().get(5).fields())
                .extracting(Field::type)
                .contains(new Reference("money"), new ListOf(new Reference("money")));
    }

    @Test
    void aRecordMayHoldItself() {
        Kind kind = kind("""
                {'$ref': '#/$defs/node', '$defs': {'node': {'type': 'object', 'required': ['children'],
                  'properties': {'children': {'type': 'array', 'items': {'$ref': '#/$defs/node'}}}}}}""");

        assertThat(kind.args()).isEqualTo(new Reference(""));
        assertThat(kind.records()).hasSize(1);
        assertThat(kind.records().get(0).fields())
                .containsExactly(new Field("children", "", new ListOf(new Reference("")), true));
    }

    @Test
    void whatIsNoRecordAndHoldsItselfIsAnythingThere() {
        assertThat(kind("""
                        {'$ref': '#/$defs/list', '$defs': {'list': {'type': 'array', 'items': {'$ref': '#/$defs/list'}}}}""").args()).isEqualTo(new ListOf(new Anything()));
        assertThat(kind("{'$ref': '#/$defs/a', '$defs': {'a': {'$ref': '#/$defs/b'}, 'b': {'$ref': '#/$defs/a'}}}")
                        .args())
                .isEqualTo(new Anything());
    }

    @Test
    void argsThatAreARecordOrNullAreNoRecord() {
        Kind kind = kind("{'type': ['object', 'null'], 'properties': {'a': {}}}");

        assertThat(kind.args()).isEqualTo(new OrNull(new Reference("value")));
        assertThat(kind.records()).extracting(ArgType.Fields::name).containsExactly("value");
    }

    @Test
    void onlyWhatSaysThatItIsOpenIsOpen() {
        assertThat(kind("{'properties': {'a': {}}, 'additionalProperties': true}")
                        .records())
                .allMatch(ArgType.Fields::open);
        assertThat(kind("{'properties': {'a': {}}, 'additionalProperties': false}")
                        .records())
                .noneMatch(ArgType.Fields::open);
    }

    private static Kind kind(String schema) {
        return KindReader.of("test", "", schema.replace('\'', '"'));
    }
}
