import { expect, test } from 'vitest'
import { wordsIn } from '../../../../generators/dockerize/go/words.ts'

test('every word of a text is found, and hardly any other', () => {
  const words = Array.from({ length: 500 }, (_, index) => `word${index}_é`)
  const mayMention = wordsIn(`${words.join('(')}.last`)
  expect([...words, 'last'].filter((word) => !mayMention(word))).toEqual([])
  const others = Array.from({ length: 1000 }, (_, index) => `other${index}`)
  expect(others.filter(mayMention).length).toBeLessThan(50)
})

test('a part of a word is none', () => {
  const mayMention = wordsIn('getenv Getenvs')
  expect(['Getenv', 'get', 'env'].filter(mayMention)).toEqual([])
})
