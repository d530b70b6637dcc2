package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.depwatch.alert.Subject.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTest {
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            KIND,         VALUE,                   NAME
            APPLE_ID,     it-admin@example.org,    Apple ID it-admin@example.org
            ORGANISATION, Example School,          Organisation Example School
            INSTANCE,     school,                  Instance school
            INSTANCE,     Organisation X,          Instance Organisation X
            ORGANISATION, Monitoring (clocks),     Organisation Monitoring (clocks)
            SERVICE,      '',                      Apple's service or the network
            MONITORING,   clocks differ,           Monitoring (clocks differ)
            """)
    void a_saved_name_is_read_as_the_same_subject(Kind kind, String value, String name) {
        Subject subject = new Subject(kind, value);

        assertThat(subject.name()).isEqualTo(name);
        assertThat(Subject.saved(name)).isEqualTo(subject);
    }

    @Test
    void a_saved_name_without_a_kind_is_rejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subject.saved("Monitoring ("))
                .withMessageContaining("Monitoring (");
    }
}
