package dev.depwatch.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.journal.Journal;
import dev.depwatch.notify.DeliveryLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A section is a value or is rejected; a value is read as it was written. */
class SectionsFuzz {
    @FuzzTest
    void a_journal_is_read_as_it_is_written_and_resumes(byte[] input) throws IOException {
        Journal.Snapshot read = read(input, Journal.Snapshot.class);
        if (read != null) {
            Journal.Snapshot known = new Journal(new SimpleMeterRegistry(), read).snapshot();
            assertThat(written(known, Journal.Snapshot.class)).isEqualTo(known);
        }
    }

    @FuzzTest
    void an_inventory_is_read_as_it_is_written(byte[] input) throws IOException {
        read(input, Inventory.Saved.class);
    }

    @FuzzTest
    void deliveries_are_read_as_they_are_written(byte[] input) throws IOException {
        read(input, DeliveryLog.class);
    }

    /** Null where a {@link StateFile} would set the file aside. */
    private static <T> @Nullable T read(byte[] input, Class<T> type) throws IOException {
        T value;
        try {
            JsonNode json = SavedForm.parse(input);
            if (json.isMissingNode() || json.isNull()) {
                return null;
            }
            value = SavedForm.bind(json, type);
        } catch (IOException | IllegalArgumentException refused) {
            return null;
        }
        assertThat(written(value, type)).isEqualTo(value);
        return value;
    }

    private static <T> T written(T value, Class<T> type) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        SavedForm.write(text, value);
        return SavedForm.bind(SavedForm.parse(text.toByteArray()), type);
    }
}
