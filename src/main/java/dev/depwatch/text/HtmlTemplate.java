package dev.depwatch.text;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Mustache.VariableFetcher;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The templates of HTML in the jar. Everything that goes into one is escaped; each name in one must exist. */
public final class HtmlTemplate {
    private HtmlTemplate() {}

    /** What a template finds in a value: its methods. A present {@link Optional} fills its section, an empty one not. */
    private static final class Values extends DefaultCollector {
        private final Map<String, Function<Object, Object>> more;

        Values(Map<String, Function<Object, Object>> more) {
            this.more = more;
        }

        @Override
        public @Nullable Iterator<?> toIterator(Object value) {
            // Else jmustache makes a text of a whole record, to see whether it is empty.
            return value instanceof Record
                    ? List.of(value).iterator()
                    : value instanceof Optional<?> optional ? optional.stream().iterator() : super.toIterator(value);
        }

        @Override
        public @Nullable VariableFetcher createFetcher(Object context, String name) {
            Function<Object, Object> word = more.get(context.getClass().getSimpleName() + "." + name);
            return word == null ? super.createFetcher(context, name) : (value, same) -> word.apply(value);
        }
    }

    /**
     * Compiles templates.
     *
     * @param more what they find in values besides, such as {@code Instant.ago}
     */
    public static Mustache.Compiler compiler(Map<String, Function<Object, Object>> more) {
        return Mustache.compiler().emptyStringIsFalse(true).strictSections(true).withCollector(new Values(more));
    }
}
