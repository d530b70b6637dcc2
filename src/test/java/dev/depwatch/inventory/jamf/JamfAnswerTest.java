package dev.depwatch.inventory.jamf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.inventory.jamf.JamfAnswer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JamfAnswerTest {
    private static final List<String> NAMES =
            List.of("id", "name", "results", "params", "totalCount", "version", "other", "clientContextMismatch");

    private final List<JsonFields> rows = new ArrayList<>();

    private JamfAnswer read(String text) {
        return new JamfAnswer(text.getBytes(UTF_8), rows::add, cleansed -> cleansed);
    }

    @Test
    void a_page_gives_its_rows_and_its_own_fields() {
        JamfAnswer answer = read("""
                {"totalCount": 2, "results": [{"id": "1", "name": "A", "other": {"id": "9", "results": [{}]}},
                 {"id": 2, "params": {"name": "B"}, "name": null}], "version": "11"}""");

        assertThat(answer.form()).isEqualTo(Form.OBJECT);
        assertThat(answer.hasResults()).isTrue();
        assertThat(answer.size()).isEqualTo(2);
        assertThat(answer.object().number("totalCount")).isEqualTo(2);
        assertThat(answer.object().text("version")).isEqualTo("11");
        assertThat(rows).extracting(fields -> fields.text("id")).containsExactly("1", "2");
        assertThat(rows).extracting(fields -> fields.has("name")).containsExactly(true, false);
        assertThat(rows.get(1).below("params").text("name")).isEqualTo("B");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                        | ARRAY",
                "[{\"id\":1}, 3, null, []] | ARRAY",
                "{}                        | OBJECT",
                "{\"results\": []          | NONE",
                "{} {}                     | NONE",
                "3                         | NONE",
                "\"text\"                  | NONE",
                "''                        | NONE",
                "  <html>                  | HTML",
                "{\"id\": <                | NONE",
            })
    void every_answer_has_a_form(String text, Form form) {
        assertThat(read(text).form()).isEqualTo(form);
    }

    @Test
    void an_unexpected_value_exists_without_text() {
        read("[{\"tokenExpiration\": {\"id\": \"1\"}, \"name\": [1], \"id\": true, \"clientContextMismatch\": true}]");

        JsonFields fields = rows.get(0);
        assertThat(List.of("tokenExpiration", "name", "id"))
                .allMatch(fields::has)
                .allMatch(field -> fields.text(field).isEmpty());
        assertThat(fields.isTrue("clientContextMismatch")).isTrue();
    }

    @Test
    void unknown_fields_are_not_kept() {
        StringBuilder text = new StringBuilder("{\"results\": [");
        for (int number = 0; number < 50; number++) {
            text.append(number == 0 ? "" : ",")
                    .append("{\"id\": \"")
                    .append(number)
                    .append('"');
            for (int field = 0; field < 950; field++) {
                text.append(", \"field-")
                        .append(number)
                        .append('-')
                        .append(field)
                        .append("\": [9]");
            }
            text.append(", \"name\": \"").append("n".repeat(10_000)).append("\"}");
        }

        assertThat(read(text.append("]}").toString()).form()).isEqualTo(Form.OBJECT);
        assertThat(rows)
                .hasSize(50)
                .allMatch(fields -> fields.texts().size() == 2
                        && fields.objects().isEmpty()
                        && fields.text("name").length() <= JsonFields.MAX_TEXT);
    }

    /** The result equals that of a parser with a tree. */
    @Test
    void how_any_json_is_read() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            JsonNode tree = random.nextBoolean() ? object(random, 0) : array(random, 0);
            List<JsonFields> read = new ArrayList<>();
            JamfAnswer answer = new JamfAnswer(tree.toString().getBytes(UTF_8), read::add, text -> text);

            assertThat(answer.form()).as("seed %d", seed).isEqualTo(tree.isArray() ? Form.ARRAY : Form.OBJECT);
            JsonNode elements = tree.isArray() ? tree : tree.path("results");
            List<JsonNode> objects = new ArrayList<>();
            elements.forEach(element -> {
                if (elements.isArray() && element.isObject()) {
                    objects.add(element);
                }
            });
            assertThat(read).as("seed %d: %s", seed, tree).hasSameSizeAs(objects);
            for (int i = 0; i < read.size(); i++) {
                for (String name : List.of("id", "name", "version")) {
                    JsonNode value = objects.get(i).path(name);
                    assertThat(read.get(i).text(name))
                            .as("seed %d: %s", seed, tree)
                            .isEqualTo(value.isTextual() || value.isNumber() ? value.asText() : "");
                    assertThat(read.get(i).has(name))
                            .as("seed %d: %s", seed, tree)
                            .isEqualTo(!value.isMissingNode() && !value.isNull());
                }
                JsonNode below = objects.get(i).path("params").path("id");
                assertThat(read.get(i).below("params").text("id"))
                        .as("seed %d: %s", seed, tree)
                        .isEqualTo(below.isTextual() || below.isNumber() ? below.asText() : "");
            }
            assertThat(answer.size()).as("seed %d: %s", seed, tree).isEqualTo(elements.isArray() ? elements.size() : 0);
        }
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = new ObjectMapper().createObjectNode();
        for (int field = random.nextInt(5); field > 0; field--) {
            object.set(NAMES.get(random.nextInt(NAMES.size())), value(random, depth + 1));
        }
        return object;
    }

    private static ArrayNode array(Random random, int depth) {
        ArrayNode array = new ObjectMapper().createArrayNode();
        for (int element = random.nextInt(4); element > 0; element--) {
            array.add(value(random, depth + 1));
        }
        return array;
    }

    private static JsonNode value(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 4 ? 4 : 7)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextInt(1_000));
            case 3 -> nodes.textNode("text" + random.nextInt(9));
            case 4 -> array(random, depth);
            default -> object(random, depth);
        };
    }
}
