package dev.depwatch.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.logs.Checkpoint;
import dev.depwatch.logs.Fingerprint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OlderPositionTest {
    @Test
    void a_position_without_first_and_last_records_is_read() throws IOException {
        String older = """
                {"generation": {"fileKey": "(dev=fe00,ino=7)", "headLength": 1024, "headHash": "2f41ca28",
                 "beforeLength": 1024, "beforeHash": "9b2d0c11"}, "offset": 48213,
                 "began": "2026-11-24T09:12:44.118", "left": []}""";

        Checkpoint read = SavedForm.bind(SavedForm.parse(older.getBytes(UTF_8)), Checkpoint.class);

        assertThat(read)
                .isEqualTo(new Checkpoint(
                        new Fingerprint("(dev=fe00,ino=7)", 1024, "2f41ca28", 1024, "9b2d0c11", ""),
                        48_213,
                        "2026-11-24T09:12:44.118",
                        Optional.empty(),
                        List.of()));
    }
}
