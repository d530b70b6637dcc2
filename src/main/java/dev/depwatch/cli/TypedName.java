package dev.depwatch.cli;

import dev.depwatch.text.SafeText;
import picocli.CommandLine.ITypeConverter;

/** Reads a name on the command line in the form in which names are compared. */
final class TypedName implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        return SafeText.name(text);
    }
}
