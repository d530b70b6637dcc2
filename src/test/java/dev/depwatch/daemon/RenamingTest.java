package dev.depwatch.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.CapturedLog;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.journal.Journal;
import dev.depwatch.notify.DeliveryLog;
import dev.depwatch.state.SavedForm;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved of an instance, under another name: of the example of docs/state.md, which has one of everything. */
class RenamingTest {
    private static final Set<Instance> KNOWN = Set.of(new Instance("school"), new Instance("host/physics"));

    @TempDir
    private Path folder;

    private Settings settings;
    private JsonNode saved;

    @BeforeEach
    void a_school_that_becomes_a_campus() throws Exception {
        settings = new ConfigFolder(folder).load("""
                instances:
                  - { name: campus, formerName: school, logs: /log/a, tokens: [{ kind: ade, id: 1, name: a }] }
                  - { name: physics, formerName: nobody, logs: /log/b, tokens: [{ kind: ade, id: 1, name: a }] }
                """).settings();
        saved = SavedForm.parse(Files.readAllBytes(Path.of("src/test/resources/state/state-1.json")))
                .path("sections");
    }

    @Test
    void only_the_name_changes_in_every_part_of_the_state() throws Exception {
        Renaming renaming = Renaming.of(settings, KNOWN);

        assertThat(changed(renaming, "journal", Journal.Snapshot.class)).isEqualTo(expected("journal"));
        assertThat(changed(renaming, "inventory", Inventory.Saved.class)).isEqualTo(expected("inventory"));
        assertThat(changed(renaming, "deliveries", DeliveryLog.class)).isEqualTo(expected("deliveries"));
    }

    @Test
    void the_subject_of_an_alert_is_renamed_and_an_apple_id_of_that_name_is_not() throws Exception {
        String alert = saved.path("deliveries").toString();
        JsonNode ofInstance = parse(
                alert.replace("\"subject\":\"Apple ID it-admin@example.org\"", "\"subject\":\"Instance school\""));

        assertThat(inSaved(ofInstance)).contains("\"subject\":\"Instance campus\"");
        assertThat(inSaved(parse(alert.replace(
                        "\"subject\":\"Apple ID it-admin@example.org\"", "\"subject\":\"Apple ID school\""))))
                .contains("\"subject\":\"Apple ID school\"");
    }

    @Test
    void a_name_that_has_a_history_of_its_own_takes_no_other_one() {
        assertThat(Renaming.of(settings, Set.of(new Instance("school"), new Instance("campus")))
                        .names())
                .isEmpty();
    }

    @Test
    void a_former_name_of_which_nothing_is_known_renames_nothing() {
        assertThat(Renaming.of(settings, KNOWN).names())
                .containsOnlyKeys(new Instance("school"))
                .containsValue(new Instance("campus"));
    }

    @Test
    void without_a_state_directory_there_is_no_silence_to_rename() {
        try (CapturedLog log = new CapturedLog(CommandedSilences.class.getName(), Level.WARN)) {
            new CommandedSilences(folder.resolve("missing")).rename(UnaryOperator.identity());

            assertThat(log.messagesOfThisThread()).isEmpty();
        }
    }

    private <T> JsonNode changed(Renaming renaming, String section, Class<T> type) throws IOException {
        T value = SavedForm.bind(saved.path(section).deepCopy(), type);
        return parse(SavedForm.of(renaming.in(value, type)).toString());
    }

    /** The texts of a message stay as they were sent. */
    private JsonNode expected(String section) throws Exception {
        String text = saved.path(section)
                .toString()
                .replace("\"instance\":\"school\"", "\"instance\":\"campus\"")
                .replace("\"instances\":[\"school\"]", "\"instances\":[\"campus\"]");
        return parse(text);
    }

    private String inSaved(JsonNode deliveries) throws IOException {
        DeliveryLog value = SavedForm.bind(deliveries, DeliveryLog.class);
        return SavedForm.of(Renaming.of(settings, KNOWN).in(value, DeliveryLog.class))
                .toString();
    }

    private static JsonNode parse(String json) throws IOException {
        return SavedForm.parse(json.getBytes(UTF_8));
    }
}
