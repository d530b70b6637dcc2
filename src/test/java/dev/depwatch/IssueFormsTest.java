package dev.depwatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * GitHub shows no form that breaks one of its rules
 * (https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/common-validation-errors-when-creating-issue-forms).
 */
class IssueFormsTest {
    private static final Set<String> TYPES = Set.of("markdown", "textarea", "input", "dropdown", "checkboxes");

    static List<Path> forms() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(".github/ISSUE_TEMPLATE"))) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void a_form_has_what_github_requires(Path file) throws IOException {
        JsonNode form = new YAMLMapper().readTree(file.toFile());

        assertThat(form.fieldNames()).toIterable().isSubsetOf("name", "description", "labels", "body");
        assertIsText(form, "name");
        assertIsText(form, "description");
        List<String> labels = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (JsonNode element : form.path("body")) {
            String type = element.path("type").textValue();
            JsonNode attributes = element.path("attributes");
            assertThat(type).isIn(TYPES);
            assertIsText(attributes, type.equals("markdown") ? "value" : "label");
            assertThat(attributes.path("description").isBoolean()).isFalse();
            if (type.equals("markdown")) {
                assertThat(element.size()).as("an id or validations").isEqualTo(2);
                continue;
            }
            labels.add(attributes.path("label").textValue());
            ids.add(element.path("id").textValue());
            assertThat(element.at("/validations/required").asText("")).isIn("", "true");
            assertThat(attributes.has("options")).isEqualTo(type.equals("dropdown") || type.equals("checkboxes"));
            assertThat(attributes.path("options")).allMatch(JsonNode::isTextual).doesNotHaveDuplicates();
        }
        assertThat(labels).isNotEmpty().doesNotHaveDuplicates();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[\\w-]+"));
    }

    private static void assertIsText(JsonNode node, String field) {
        assertThat(node.path(field).textValue()).as(field).isNotBlank();
    }
}
