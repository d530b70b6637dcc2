package dev.depwatch.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.depwatch.web.Access.Admission;
import java.util.Base64;
import java.util.Map;
import org.springframework.security.crypto.bcrypt.BCrypt;

class UsersFuzz {
    private static final String NAME = "monitor";
    private static final String PASSWORD = "correct horse";
    private static final int LEAST_COST = 4;

    private final Users users = new Users(Map.of(NAME, BCrypt.hashpw(PASSWORD, BCrypt.gensalt(LEAST_COST))));

    @FuzzTest
    void only_the_name_with_its_password_is_admitted(byte[] input) {
        String header = new String(input, ISO_8859_1);
        boolean isRight = header.regionMatches(true, 0, "basic ", 0, 6)
                && decodes(header.substring(6).strip(), NAME + ":" + PASSWORD);

        assertThat(users.admit(header)).isEqualTo(isRight ? Admission.ADMITTED : Admission.REFUSED);
    }

    private static boolean decodes(String base64, String expected) {
        try {
            return new String(Base64.getDecoder().decode(base64), UTF_8).equals(expected);
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }
}
