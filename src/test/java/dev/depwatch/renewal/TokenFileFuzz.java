package dev.depwatch.renewal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.depwatch.text.Sha256;
import dev.depwatch.token.TokenKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A download folder holds whatever a browser saved: each file is understood, or refused with a sentence. */
class TokenFileFuzz {
    private static final Path ENROLLMENT = Path.of("mdm_Token_2026-11-24T09-08-07Z_smime.p7m");
    private static final Path CONTENT = Path.of("sToken.vpptoken");

    /** Where an input is long enough that no sentence holds it by chance. */
    private static final int LONG = 12;

    @FuzzTest
    void any_file_is_understood_or_refused_without_its_contents(byte[] input) {
        byte[] bytes = Arrays.copyOf(input, Math.min(input.length, TokenFile.MAX_BYTES));
        for (Path path : List.of(ENROLLMENT, CONTENT)) {
            Optional<TokenFile> file = read(path, bytes);
            file.ifPresent(found -> {
                assertThat(found.bytes()).isEqualTo(bytes);
                assertThat(found.toString())
                        .isEqualTo(path + " (SHA-256 " + HexFormat.of().formatHex(Sha256.of(bytes)) + ")");
                assertThat(found.recipients().isEmpty() || found.kind() == TokenKind.ADE)
                        .isTrue();
            });
        }
    }

    private static Optional<TokenFile> read(Path path, byte[] bytes) {
        try {
            return Optional.of(TokenFile.of(path, bytes));
        } catch (RefusedFileException e) {
            assertThat(e.getMessage()).hasSizeLessThan(300).matches("[ -~]+");
            assertThat(e).hasNoCause();
            if (bytes.length >= LONG) {
                assertThat(e.getMessage()).doesNotContain(new String(bytes, ISO_8859_1));
            }
            return Optional.empty();
        }
    }

    @FuzzTest
    void half_of_a_file_is_never_uploaded(byte[] input) {
        byte[] bytes = Arrays.copyOf(input, Math.min(input.length, TokenFile.MAX_BYTES));
        if (bytes.length > 0 && bytes[0] == 0x30 && read(ENROLLMENT, bytes).isPresent()) {
            assertThat(read(ENROLLMENT, Arrays.copyOf(bytes, bytes.length / 2))).isEmpty();
        }
    }
}
