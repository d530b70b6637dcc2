package dev.depwatch.notify.alertmanager;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * An alert for Alertmanager's API v2 ({@code postableAlert} in its api/v2/openapi.yaml).
 *
 * @param startsAt RFC 3339, like {@code endsAt}, which is never before it
 * @param generatorURL left out if it is ""
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record PostableAlert(
        Map<String, String> labels,
        Map<String, String> annotations,
        String startsAt,
        String endsAt,
        String generatorURL) {}
