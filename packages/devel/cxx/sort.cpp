/* std::sort of numbers, which the headers declare and leave to the library. */

#include <algorithm>

_LIBCPP_BEGIN_NAMESPACE_STD

/* The headers know this function by the tag `__less<T>`, which compares nothing itself. */
template <class Compare, class Iterator> void __sort(Iterator first, Iterator last, Compare) {
  __less<> compare;
  auto depth = 2 * std::__bit_log2(static_cast<size_t>(last - first) | 1);
  std::__introsort<_ClassicAlgPolicy, __less<> &, Iterator, false>(
      first, last, compare, static_cast<typename iterator_traits<Iterator>::difference_type>(depth));
}

#define SORT(T) template void __sort<__less<T> &, T *>(T *, T *, __less<T> &);
SORT(char)
SORT(wchar_t)
SORT(signed char)
SORT(unsigned char)
SORT(short)
SORT(unsigned short)
SORT(int)
SORT(unsigned)
SORT(long)
SORT(unsigned long)
SORT(long long)
SORT(unsigned long long)
SORT(float)
SORT(double)
SORT(long double)

_LIBCPP_END_NAMESPACE_STD
