/* std::string, which the headers declare and leave to the library. */

#include <string>

template class std::basic_string<char>;

namespace std {
template string operator+ <char, char_traits<char>, allocator<char>>(const char *, const string &);
}
