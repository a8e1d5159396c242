/* std::wstring, which the headers declare and leave to the library. */

#include <string>

template class std::basic_string<wchar_t>;
